import { roleOf } from './access.ts';
import type { Delivery } from './deliveries.ts';
import { fullNameOf, hooksOf, removeHook } from './hooks.ts';
import type { Host } from './host.ts';
import { type Html, html } from './html.ts';
import { type HostRequest, redirectTo, type Reply } from './http.ts';
import { formKey, formOf, notFoundPage, page, signedIn } from './pages-layout.ts';
import type { Hook, Repository, User } from './state.ts';

const DELIVERIES = 10;

/** The repository of a path that this person administers; null hides it, and that it has webhooks. */
function administered(host: Host, user: User, [owner, name]: readonly string[]): Repository | null {
  const repository = host.state.repositories.find((one) => one.owner === owner && one.name === name);
  return repository && roleOf(user, repository) === 'admin' ? repository : null;
}

/** A repository's webhooks, each with what was sent to it last. */
export function hooksPage(host: Host, request: HostRequest, path: readonly string[]): Reply | Promise<Reply> {
  return signedIn(host, request, (user) => {
    const repository = administered(host, user, path);
    if (!repository) return notFoundPage(host, request);
    const fullName = fullNameOf(repository);
    const [hooks, deliveries] = [hooksOf(host, fullName), host.deliveries.of(fullName)];
    const body = html`<p><a href="/${fullName}">${fullName}</a></p><h1>Webhooks</h1>
<p class="quiet">This host tells these addresses of each push. Only applications make webhooks here.</p>
${hooks.map((hook) => hookCard(host, request, hook, deliveries))}
${hooks.length === 0 && html`<section class="card"><p class="quiet">None yet.</p></section>`}`;
    return page(host, request, { title: `Webhooks of ${fullName}`, body });
  });
}

function hookCard(host: Host, request: HostRequest, hook: Hook, deliveries: readonly Delivery[]): Html {
  const own = deliveries.filter(({ hookId }) => hookId === hook.id);
  const address = `/${hook.repository}/settings/hooks`;
  return html`<section class="card" id="hook-${hook.id}">
<div class="hook"><div class="grow"><h2 class="address">${hook.config['url'] ?? ''}</h2>
<p class="quiet">${hook.events.join(', ')} · ${hook.config['secret'] ? 'signed with a secret' : 'not signed'} · ${hook.active ? 'active' : 'not active'}</p></div>
<form method="post" action="${address}/${hook.id}/delete">${formKey(host, request)}
<button class="button danger" aria-label="Delete the webhook ${hook.id}">Delete</button></form></div>
<h3>Recent deliveries</h3>
<ul class="rows">${own.slice(0, DELIVERIES).map((delivery) => deliveryRow(host, request, address, delivery))}</ul>
${own.length === 0 && html`<p class="quiet">None since this host was started.</p>`}</section>`;
}

function deliveryRow(host: Host, request: HostRequest, address: string, delivery: Delivery): Html {
  const good = delivery.status === 'OK';
  const outcome = delivery.statusCode === 0 ? delivery.status : String(delivery.statusCode);
  return html`<li><span class="tag ${good ? 'good' : 'failed'}">${good ? '✓' : '✕'} ${outcome}</span>
<span class="grow"><b>${delivery.event}</b>${delivery.redelivery && html` <span class="tag">Redelivery</span>`}
<br><span class="quiet">${time(delivery.deliveredAt)} · ${delivery.seconds.toFixed(2)} s · <code>${delivery.guid.slice(0, 8)}</code></span></span>
<form method="post" action="${address}/deliveries/${delivery.id}/redeliver">${formKey(host, request)}
<button class="button plain" aria-label="Redeliver ${delivery.event} ${delivery.guid.slice(0, 8)}">Redeliver</button></form></li>`;
}

const time = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;

export function deleteHook(host: Host, request: HostRequest, path: readonly string[]): Reply | Promise<Reply> {
  return formOf(host, request, (user) => {
    const repository = administered(host, user, path);
    if (!repository) return notFoundPage(host, request);
    const hook = hooksOf(host, fullNameOf(repository)).find(({ id }) => String(id) === path[2]);
    if (hook) removeHook(host, hook.id);
    return redirectTo(`/${fullNameOf(repository)}/settings/hooks`);
  });
}

/** Sends a delivery again, and shows the page once there is an answer. */
export function redeliverHook(host: Host, request: HostRequest, path: readonly string[]): Reply | Promise<Reply> {
  return formOf(host, request, async (user) => {
    const repository = administered(host, user, path);
    if (!repository) return notFoundPage(host, request);
    const delivery = host.deliveries.get(Number(path[2]));
    if (delivery?.repository === fullNameOf(repository)) host.deliveries.redeliver(delivery.id);
    await host.deliveries.settled();
    return redirectTo(`/${fullNameOf(repository)}/settings/hooks`);
  });
}
