import { count, figure } from '../../format/count.ts';

export const tenantOnServerWords = {
  never: 'This device has not looked at a server yet. Compare with the server in Plan.',
  asOf: (at: string) => `As last seen on the server, ${at}.`,
  appliedSince: 'Something was applied since, and not looked at again.',
  absent: 'Not there.',
  absentAccount: 'Not there.',
  documents: 'Documents',
  documentsValue: (documents: number, deleted: number | null) =>
    deleted === null ? figure(documents) : `${figure(documents)}, ${figure(deleted)} deleted`,
  sequence: 'Sequence',
  security: 'Access',
  generation: 'Generation',
  sameGeneration: (there: number) => `${figure(there)}, as in the registry`,
  otherGeneration: (there: number, ours: number) =>
    `${figure(there)}; the registry has ${figure(ours)}`,
  noMarker: 'None: the console has not written it',
  designs: 'Design documents',
  design: (id: string, version: number) => `${id} (version ${figure(version)})`,
  roles: (n: number) =>
    n === 0 ? 'There, without any role.' : `There, with ${count(n, 'role', 'roles')}.`,
  credential: {
    ours: 'Its password is the one of the registry.',
    rehashed: 'Its password is the one of the registry.',
    replaced: 'Its password was replaced on the server.',
    unknown: 'Whether its password is the one of the registry was not checked.',
  },
} as const;
