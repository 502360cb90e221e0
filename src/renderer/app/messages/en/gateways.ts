import { count } from '../../format/count.ts';

/** The gateways' signing keys. */
export const gatewayWords = {
  keys: 'Signing keys',
  none: 'No gateway has published a signing key yet. Each does so when it starts; the next plan installs it in CouchDB.',
  states: { next: 'Next', active: 'Active', retiring: 'Retiring', retired: 'Retired' },
  hints: {
    next: 'Waits to be installed in CouchDB; signs nothing yet.',
    active: 'Signs tokens.',
    retiring: 'Signs no more; its tokens count until they expire.',
    retired: 'Nothing of it counts; the next plan takes it out of CouchDB.',
  },
  since: (at: string) => `since ${at}`,
  installed: (n: number, of: number) => `On ${String(n)} of ${count(of, 'node', 'nodes')}`,
  unknown: 'Where it is installed is not known',
  replace: 'Replace',
  withdraw: 'Withdraw…',
  replaceKey: (kid: string) => `Replace key ${kid}`,
  withdrawKey: (kid: string) => `Withdraw key ${kid}`,
  withdrawTitle: 'Withdraw this signing key?',
  withdrawText: (gateway: string) =>
    `The gateways refuse every token that ${gateway} signed with it from now on, and its holders sign in anew. CouchDB itself refuses them once a plan has been applied. It cannot be taken back.`,
  withdrawConfirm: 'Withdraw',
  handlerOff: 'CouchDB does not look at tokens',
  handlerOffText:
    'Its JWT handler is off, so whoever shows a token is treated as anonymous. Compare with the server, and agree to switching it on when the plan is applied.',
} as const;
