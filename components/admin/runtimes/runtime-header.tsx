import { Crumbs } from '#components/admin/crumbs.tsx';
import { ExternalLink } from '#components/ui/external-link.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { stateLook } from '#lib/runtimes/state-words.ts';
import { providerMark } from './provider-mark.ts';
import { RuntimeMenu } from './runtime-menu.tsx';
import type { RuntimeParts } from './runtime-parts.ts';
import { StateBadge } from './state-badge.tsx';

/** Which runtime this is, and how it stands. */
export function RuntimeHeader(parts: RuntimeParts) {
  const { page } = parts.runtime;
  const { name, provider, providerLabel, host, repository, repositoryUrl, authorizations } = page;
  return (
    <>
      <Crumbs to="runtimes" />
      <div className="rt-head">
        <div className="rt-title">
          <Icon name={providerMark(provider)} />
          <h1 className="page-title">{name}</h1>
          <StateBadge {...stateLook(page)} />
          <p className="rt-sub">
            {providerLabel} at {host} · <ExternalLink href={repositoryUrl}>{repository}</ExternalLink> ·{' '}
            {authorizations === 0
              ? 'nobody authorized it yet'
              : `${authorizations === 1 ? '1 person' : `${authorizations} people`} authorized it`}
          </p>
        </div>
        <RuntimeMenu {...parts} />
      </div>
    </>
  );
}
