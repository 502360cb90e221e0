import type { KeyTrial } from '../shared/bridge/trial-views.ts';
import type { Hindrance } from '../shared/trial/hindrances.ts';
import type { ProbeVerdict } from '../shared/trial/probes.ts';
import type { TokenConcern } from '../shared/trial/token-concerns.ts';
import { printable } from './printable.ts';
import { facts, table } from './table.ts';

/** Why a gateway will refuse a key, one sentence each. */
export const hindranceTexts: Readonly<Record<Hindrance, string>> = {
  unknown: 'The registry has no key of this id.',
  'another-secret': 'The registry has another key under this id: this one was never given out.',
  revoked: 'It is revoked.',
  deleted: 'It is deleted.',
  disabled: 'It is disabled.',
  expired: 'It has expired.',
  'tenant-suspended': 'Its tenant is suspended.',
  'tenant-archived': 'Its tenant is archived.',
  'tenant-deleted': 'Its tenant is deleted.',
};

const concernTexts: Readonly<Record<TokenConcern, string>> = {
  administrator: 'ALARM: the token makes its holder a server administrator.',
  'other-issuer': 'The token names another issuer than the address that was asked.',
  'other-key': 'ALARM: the token is for another key.',
  'other-tenant': 'ALARM: the token is for another tenant than the key.',
  'older-epoch':
    'The token is of an epoch that is over: CouchDB refuses it once a plan is applied.',
  wider: 'ALARM: the token may do more than the key.',
  'long-lived': 'The token lives longer than an hour.',
  'unknown-signer': 'The registry does not know the key that the token is signed with.',
  'retired-signer': 'The token is signed with a key that is retired.',
};

const verdictTexts: Readonly<Record<ProbeVerdict, string>> = {
  right: 'as it should be',
  leak: 'ALARM: must be refused',
  missing: 'should be reached',
  unknown: 'not known',
};

/** Whether everything came as it should. */
export function isRight({ token, probes }: KeyTrial): boolean {
  return (
    token !== null &&
    token.concerns.length === 0 &&
    probes.every(({ verdict }) => verdict === 'right')
  );
}

/** What came of a trial, for people: the claims, what was reached, and each request as a command. */
export function trialText({ gateway, curl, refusal, token, probes }: KeyTrial): string {
  if (token === null) {
    const { status, code, reason } = refusal ?? { status: 0, code: '', reason: '' };
    const what = [code, printable(reason)].filter((part) => part !== '').join(': ');
    return `Refused by ${printable(gateway)} with ${String(status)}. ${what}\n`;
  }
  const { facts: claims, concerns } = token;
  const rows = probes.map(({ subject, outcome, mayWrite, verdict, status }) => [
    subject,
    outcome === 'failed' ? 'no answer' : `${outcome} (${String(status)})`,
    mayWrite === null ? '' : mayWrite ? 'yes' : 'no',
    verdictTexts[verdict],
  ]);
  return [
    facts([
      ['token for', claims.subject],
      ['tenant', claims.tenantId ?? 'none'],
      ['access', claims.access ?? 'none'],
      ['databases', claims.databases?.join(', ') ?? 'all of the tenant’s'],
      ['roles', claims.roles.join(' ')],
      ['signed by', token.signedBy?.gateway ?? 'not known'],
      ['expires', claims.expiresAt],
    ]),
    concerns.map((concern) => `${concernTexts[concern]}\n`).join(''),
    '\n',
    table(['ASKED FOR', 'READ', 'WRITE (BY CLAIMS)', 'VERDICT'], rows),
    '\nThe same by hand, with the key in $API_KEY and the token in $TOKEN:\n',
    [curl, ...probes.map((probe) => probe.curl)].map((line) => `  ${printable(line)}\n`).join(''),
  ].join('');
}
