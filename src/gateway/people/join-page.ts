import { hash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

const script = `'use strict';
const token = location.hash.slice(1);
const say = (id, text) => { document.getElementById(id).textContent = text; };
const ask = async (what) => {
  const answer = await fetch('invitations/' + what, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return { ok: answer.ok, body: await answer.json() };
};
// Another link in the same tab changes nothing but what stands behind the #.
addEventListener('hashchange', () => location.reload());
const decline = document.getElementById('decline');
const show = async () => {
  const { ok, body } = await ask('show');
  if (!ok) return say('offer', body.reason || 'This invitation cannot be used.');
  say('offer', 'You are invited to join ' + body.tenant_name + ' as ' + body.role + '.');
  say('how', 'Open the application of ' + body.tenant_name + ', sign in as ' + body.email +
    ' and give it this link, until ' + body.expiresAt.slice(0, 10) + '.');
  decline.hidden = false;
};
decline.addEventListener('click', async () => {
  const { ok, body } = await ask('decline');
  say('offer', ok ? 'You have declined the invitation.' : body.reason);
  say('how', '');
  decline.hidden = true;
});
if (token === '') say('offer', 'This link is not whole. Copy it again from the message.');
else show().catch(() => say('offer', 'The gateway cannot be reached. Try again in a moment.'));
`;
const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem}' +
  ':root{color-scheme:light dark}button{font:inherit;padding:.4rem 1rem}';
const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Invitation</title>
<style>${style}</style>
<main>
<h1>Invitation</h1>
<p id="offer" role="status">One moment…</p>
<p id="how"></p>
<button id="decline" hidden>Decline</button>
</main>
<script>${script}</script>
</html>
`;

const digest = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`;
const policy = [
  "default-src 'none'",
  `script-src ${digest(script)}`,
  `style-src ${digest(style)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * `/join`: where the link of an invitation leads. The token stands behind the #, which no browser sends, and
 * the page loads nothing from anywhere.
 */
export function joinPage(app: FastifyInstance): void {
  app.get(
    '/join',
    {
      config: {
        api: {
          summary: 'The page that the link of an invitation leads to',
          tag: 'Invitations',
          access: 'open',
          answers: { 200: null },
        },
      },
    },
    (_request, reply) =>
      reply
        .header('content-type', 'text/html; charset=utf-8')
        .header('content-security-policy', policy)
        .header('referrer-policy', 'no-referrer')
        .header('cache-control', 'no-store')
        .send(page),
  );
}
