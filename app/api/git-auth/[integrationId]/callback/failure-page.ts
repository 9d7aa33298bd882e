import { failureMessage } from '#lib/failures.ts';
import type { Failure } from '#lib/result.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);
}

/**
 * A page for an authorization that could not be finished: what happened, and the way back. A route handler answers no
 * React page with a status of its own, so it is written here; nothing of the request is shown in it.
 * @param runtimePage the path of the runtime's page that it was started on; null: it was User Settings.
 */
export function failurePage(failure: Failure, status: number, runtimePage: string | null = null): Response {
  const signedOut = failure.code === 'signed_out';
  const back =
    runtimePage === null
      ? { href: '/settings', label: 'Back to User Settings' }
      : { href: runtimePage, label: 'Back to the runtime' };
  const next = signedOut ? { href: '/sign-in?next=/settings', label: 'Sign in' } : back;
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not authorized · Git Tokens</title>
<style>
:root { color-scheme: light dark; --bg: #fafaf9; --panel: #fff; --line: #e7e5e4; --ink: #1c1917; --soft: #57534e; --accent: #0f766e; --on: #fff }
@media (prefers-color-scheme: dark) { :root { --bg: #0c0b0a; --panel: #161412; --line: #2b2825; --ink: #f5f4f3; --soft: #b3aca6; --accent: #2dd4bf; --on: #042f2c } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--bg); color: var(--ink); font: 15px/1.5 ui-sans-serif, system-ui, sans-serif }
main { box-sizing: border-box; width: min(440px, calc(100vw - 32px)); padding: 28px; background: var(--panel); border: 1px solid var(--line); border-radius: 14px }
h1 { margin: 0 0 8px; font-size: 20px; line-height: 1.25 }
p { margin: 0 0 20px; color: var(--soft) }
a { display: inline-block; padding: 8px 14px; border-radius: 8px; background: var(--accent); color: var(--on); font-weight: 600; text-decoration: none }
a:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px }
</style>
</head>
<body>
<main>
<h1>The authorization was not finished</h1>
<p>${escape(failureMessage(failure))}</p>
<a href="${next.href}">${next.label}</a>
</main>
</body>
</html>
`;
  return new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}
