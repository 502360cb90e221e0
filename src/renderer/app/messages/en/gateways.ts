import { count, figure } from '../../format/count.ts';

/** The gateways, their signing keys, and whether CouchDB takes their tokens. */
export const gatewayWords = {
  title: 'Gateways',
  none: 'No gateway is known yet. Each publishes a signing key when it starts; the next plan installs it in CouchDB.',
  gateway: (name: string) => `Gateway ${name}`,
  heard: (ago: string) => `Heard of ${ago}`,
  neverHeard: 'Never heard of',
  uses: (today: number, month: number) =>
    `${count(today, 'exchange', 'exchanges')} today, ${figure(month)} in 30 days`,
  noKey: 'It has no signing key in the registry.',
  keys: (gateway: string) => `Signing keys of ${gateway}`,
  states: { next: 'Next', active: 'Active', retiring: 'Retiring', retired: 'Retired' },
  hints: {
    next: 'Waits to be installed in CouchDB; signs nothing yet.',
    active: 'Signs tokens.',
    retiring: 'Signs no more; its tokens count until they expire.',
    retired: 'Nothing of it counts.',
  },
  since: (at: string) => `since ${at}`,
  installed: (n: number, of: number) =>
    of === 1
      ? n === 1
        ? 'Installed in CouchDB.'
        : 'Not installed in CouchDB.'
      : `Installed on ${String(n)} of ${count(of, 'node', 'nodes')}.`,
  unknown: 'Where it is installed is not known.',
  earlier: (n: number) => count(n, 'retired key', 'retired keys'),
  rotate: 'Rotate…',
  withdraw: 'Withdraw…',
  rotateKey: (kid: string) => `Rotate key ${kid}`,
  withdrawKey: (kid: string) => `Withdraw key ${kid}`,
  rotateTitle: 'Rotate this signing key?',
  rotateText: (gateway: string) =>
    `${gateway} makes another key as soon as it hears of this. The next plan installs it, and only when CouchDB takes it does ${gateway} sign with it. Until then the old key goes on; its tokens count until they expire. Nobody has to sign in anew.`,
  rotateConfirm: 'Rotate',
  withdrawTitle: 'Withdraw this signing key?',
  withdrawText: (gateway: string) =>
    `The gateways refuse every token that ${gateway} signed with it from now on, and its holders sign in anew. CouchDB itself refuses them once a plan has been applied. It cannot be taken back.`,
  withdrawConfirm: 'Withdraw',
  waiting: (n: number) => `${count(n, 'change waits', 'changes wait')} for a plan`,
  compare: 'Compare with the server',
  unread: (nodes: string) => `The configuration of ${nodes} could not be read.`,
  notAsked: 'This device may not ask the server what is installed there.',
  tokens: 'Tokens at CouchDB',
  handler: {
    title: 'JWT handler',
    on: 'On: CouchDB looks at tokens.',
    off: 'Off: CouchDB does not look at tokens.',
    missing: 'CouchDB does not look at tokens',
    missingText:
      'Its JWT handler is off, so whoever shows a token is treated as anonymous, and no gateway can let anybody in. The plan can switch it on. That restarts the HTTP listener, so it is done only where you agree to it when you apply, and there is a way back here.',
    foreign: (nodes: string) =>
      `The list of handlers of ${nodes} has one that is not CouchDB’s own, so it is left alone. Add {chttpd_auth, jwt_authentication_handler} to it by hand and restart the node.`,
    unwanted: 'Tokens are not wanted on this server',
    unwantedText:
      'Somebody decided that CouchDB is not to look at tokens here. Gateways cannot let anybody in.',
    unwantedYet: 'It still does: the change waits for a plan.',
    stop: 'Take the JWT handler away…',
    stopTitle: 'Take the JWT handler away?',
    stopText:
      'The next plan has an operation that puts the list of handlers back to what it is without tokens: CouchDB’s own where nothing else was in it. Once it is applied, every token is refused and no gateway lets anybody in. Accounts with a password are not touched.',
    stopConfirm: 'Take it away',
    start: 'Want tokens again',
  },
} as const;
