import type { Host } from './host.ts';
import { html } from './html.ts';
import type { HostRequest, Reply } from './http.ts';
import { formKey, formOf, page, signedIn } from './pages-layout.ts';
import { expiryField, expiryOf, showOnce } from './pages-tokens.ts';
import { normaliseScopes, SCOPES } from './scopes.ts';

/** The form for a classic token, prefilled from `?scopes=&description=&default_expires_at=` as GitHub's is. */
export function newClassicPage(host: Host, request: HostRequest): Reply | Promise<Reply> {
  const query = request.url.searchParams;
  const ticked = new Set((query.get('scopes') ?? '').split(','));
  const asked = query.get('default_expires_at') ?? '30';
  const expiry = expiryOf(asked, null, new Date()) === undefined ? '30' : asked;
  return signedIn(host, request, () => form(host, request, { name: query.get('description') ?? '', ticked, expiry }));
}

interface Fields {
  readonly name: string;
  readonly ticked: ReadonlySet<string>;
  readonly expiry: string;
  readonly problem?: string;
}

function form(host: Host, request: HostRequest, { name, ticked, expiry, problem }: Fields): Reply {
  const box = (scope: string, hint: string, child: boolean) =>
    html`<label class="check${child && ' child'}"><input type="checkbox" name="scope" value="${scope}"${ticked.has(scope) && html` checked`}> <code>${scope}</code> ${hint}</label>`;
  const body = html`<h1>New personal access token (classic)</h1>
<p class="quiet">It can do all that its scopes allow, in every repository you can reach.
<a href="/settings/personal-access-tokens/new">Make a fine-grained one instead</a></p>
${problem !== undefined && html`<p class="bad" role="alert">${problem}</p>`}
<form class="card" method="post" action="/settings/tokens/new">${formKey(host, request)}
<label class="field">Note<input name="description" value="${name}" required maxlength="100"></label>
${expiryField(expiry)}
<fieldset><legend>Select scopes</legend>
${SCOPES.flatMap(({ name: scope, hint, children }) => [
  box(scope, hint, false),
  ...children.map((child) => box(child.name, child.hint, true)),
])}
</fieldset>
<div class="actions"><button class="button">Generate token</button><a class="button plain" href="/settings/tokens">Cancel</a></div>
</form>`;
  const status = problem === undefined ? 200 : 422;
  return page(host, request, { title: 'New personal access token (classic)', body, status });
}

export function createClassic(host: Host, request: HostRequest): Reply | Promise<Reply> {
  return formOf(host, request, (user, sent) => {
    const name = sent.get('description')?.trim() ?? '';
    const scopes = sent.getAll('scope');
    const expiry = sent.get('expiration') ?? '';
    const expiresAt = expiryOf(expiry, sent.get('expiration_date'), new Date());
    if (name === '' || expiresAt === undefined) {
      const problem = name === '' ? 'A token needs a note.' : 'Choose an expiration date in the future.';
      return form(host, request, { name, ticked: new Set(scopes), expiry, problem });
    }
    const { text } = host.tokens.create({
      kind: 'classic',
      userId: user.id,
      name,
      scopes: normaliseScopes(scopes),
      expiresAt,
    });
    return showOnce(host, request, text);
  });
}
