import type { RuntimePage } from '#lib/runtimes/view.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? character);
}

/** The same rows as plain HTML: what the browser has to paint at the least. */
export function rawRows(page: RuntimePage): string {
  const rows = page.rows.map(({ name, repository, repositoryUrl, integrationId, token, status }) => {
    const host = page.integrations[integrationId]?.host ?? '';
    const mine = token === null ? '' : `${token.login ?? ''} ${token.kindLabel} …${token.lastFour}`;
    const cells = [
      `<b>${escape(name)}</b><br>${escape(host)} <a href="${escape(repositoryUrl)}">${escape(repository)}</a>`,
      escape(mine),
      `${escape(status.code.replaceAll('_', ' '))}<br>${escape(status.missing.join(', '))}`,
      escape(token?.expiresAt ?? ''),
      escape(status.checkedAt ?? ''),
      '<button>Authorize with OAuth</button> <button>Add token</button>',
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rows</title>
<meta name="viewport" content="width=device-width"><style>body{font:14px system-ui;margin:2rem}td{padding:.5rem}</style>
</head><body><h1>Git personal access tokens</h1><table>${rows.join('')}</table></body></html>`;
}
