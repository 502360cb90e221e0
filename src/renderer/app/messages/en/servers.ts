import { count } from '../../format/count.ts';

export const serverWords = {
  known: 'Known servers',
  knownText: 'Each server has a registry of its own. One is connected at a time.',
  none: 'No server is known yet.',
  tenants: (tenants: number, databases: number | null) =>
    [
      count(tenants, 'tenant', 'tenants'),
      ...(databases === null ? [] : [count(databases, 'database', 'databases')]),
    ].join(', '),
  use: 'Turn to it',
  useOf: (name: string) => `Turn to ${name}`,
  forget: 'Forget',
  forgetOf: (name: string) => `Forget ${name}`,
  forgetTitle: (name: string) => `Forget ${name}?`,
  forgetText:
    'The console forgets its address and credentials. Its registry stays on this device, and nothing on the server is changed.',
  marks: 'Safety',
  name: 'Name',
  nameHint: 'As everybody calls this server',
  saveName: 'Save name',
  production: 'Production',
  productionText: 'Whoever takes access or data away has to type the server’s name first.',
  readOnly: 'Read-only',
  readOnlyText:
    'Nothing is written to the server but the registry itself, from any console or agent.',
  agent: 'An agent may apply by itself',
  agentText:
    'An agent is this console without a window, on a machine that is always on. It never deletes.',
  agentApplies: {
    nothing: 'Nothing',
    edits: 'Edits',
    corrections: 'Edits and corrections',
  },
  unmark: {
    production: {
      title: 'No longer a production server?',
      text: 'Plans that take access or data away are then applied without anything being typed.',
      confirm: 'Take the mark off',
    },
    readOnly: {
      title: 'Allow writing to this server?',
      text: 'Plans can then be applied to it again, from every console and agent that may.',
      confirm: 'Take the mark off',
    },
  },
} as const;
