/**
 * Who may import whom. One row a room: `path` is the room, `ours` the other rooms it may import
 * (its own files always), `packages` the npm packages, `node` whether Node's modules are allowed.
 * A source file in no room is refused, so a new folder needs a row here first.
 */
const consoleRoot = '^src/main/([^/]+\\.ts$|console/)';
const files = '^src/main/files/';
const control = '^src/main/control/';
const leaks = '^src/main/leaks/';
const shared = '^src/shared/';

const rooms = [
  {
    name: 'shared',
    path: shared,
    ours: [],
    packages: ['zod'],
    node: false,
  },
  {
    name: 'couch',
    path: '^src/couch/',
    ours: [shared],
    packages: ['zod', 'undici', 'p-limit'],
    node: true,
  },
  {
    name: 'main/console',
    path: consoleRoot,
    ours: ['^src/main/(?!shell/)', shared],
    packages: ['zod', 'pino', 'p-limit'],
    node: true,
  },
  {
    name: 'main/connection',
    path: '^src/main/connection/',
    ours: [
      '^src/couch/',
      '^src/main/(files|provisioning|registry|secrets|sync)/',
      '^src/main/console/ports\\.ts$',
      shared,
    ],
    packages: ['zod'],
    node: true,
  },
  {
    name: 'main/api',
    path: '^src/main/api/',
    ours: ['^src/main/(?!shell/|control/)', shared],
    packages: ['zod', 'p-limit'],
    node: true,
  },
  {
    name: 'main/agent',
    path: '^src/main/agent/',
    ours: ['^src/main/console/ports\\.ts$', files, shared],
    packages: ['zod'],
    node: true,
  },
  {
    name: 'main/import',
    path: '^src/main/import/',
    ours: [shared],
    packages: ['zod', 'csv-parse'],
    node: false,
  },
  {
    name: 'main/files',
    path: files,
    ours: [shared],
    packages: ['zod'],
    node: true,
  },
  {
    name: 'main/control',
    path: control,
    ours: [consoleRoot, files, shared],
    packages: ['zod'],
    node: true,
  },
  {
    name: 'main/registry',
    path: '^src/main/registry/',
    ours: [files, shared],
    packages: ['zod', 'pouchdb*', 'leveldown'],
    node: true,
  },
  {
    name: 'main/sync',
    path: '^src/main/sync/',
    ours: [files, '^src/main/registry/', '^src/couch/', shared],
    packages: ['zod', 'p-limit'],
    node: true,
  },
  {
    name: 'main/leaks',
    path: leaks,
    ours: [shared],
    packages: ['zod'],
    node: true,
  },
  {
    name: 'main/log',
    path: '^src/main/log/',
    ours: ['^src/main/(registry|secrets)/', '^src/couch/', shared],
    packages: ['zod'],
    node: true,
  },
  {
    name: 'main/provisioning',
    path: '^src/main/provisioning/',
    ours: [files, '^src/couch/', shared],
    packages: ['zod', 'p-limit'],
    node: true,
  },
  {
    name: 'main/secrets',
    path: '^src/main/secrets/',
    ours: [files, shared],
    packages: ['zod', 'keytar'],
    node: true,
  },
  {
    name: 'main/tokens',
    path: '^src/main/tokens/',
    ours: [files, '^src/main/secrets/', shared],
    packages: ['zod', 'jose'],
    node: true,
  },
  {
    name: 'main/trial',
    path: '^src/main/trial/',
    ours: ['^src/main/console/ports\\.ts$', '^src/main/log/sha256\\.ts$', '^src/couch/', shared],
    packages: ['zod'],
    node: true,
  },
  {
    name: 'main/shell',
    path: '^src/main/shell/',
    ours: [consoleRoot, control, shared],
    packages: ['zod', 'electron', 'pino'],
    node: true,
  },
  {
    name: 'cli',
    path: '^src/cli/',
    ours: [consoleRoot, control, leaks, '^src/main/agent/', shared],
    packages: ['zod', 'commander', 'csv-parse', 'pino'],
    node: true,
  },
  {
    name: 'preload',
    path: '^src/preload/',
    ours: [shared],
    packages: ['electron'],
    node: false,
  },
  {
    name: 'renderer',
    path: '^src/renderer/',
    ours: [shared],
    packages: [
      'zod',
      'react',
      'react-dom',
      '@types/react*',
      '@mantine/*',
      '@tabler/*',
      '@tanstack/*',
      'vite',
    ],
    node: false,
  },
  {
    name: 'gateway',
    path: '^src/gateway/',
    ours: ['^src/couch/', shared],
    packages: ['zod', 'fastify', '@fastify/*', 'jose', 'undici', 'pino'],
    node: true,
  },
  {
    name: 'practice',
    path: '^src/practice/',
    ours: [shared],
    packages: [
      'zod',
      'fastify',
      '@fastify/*',
      'jose',
      'leveldown',
      'level*',
      'pouchdb*',
      'classic-level',
      'abstract-level',
    ],
    node: true,
  },
];

/** `@mantine/*` and the like → the installed path of such a package. */
function packagePattern(name) {
  const escaped = name.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return `(^|/)node_modules/(?:@types/)?${escaped}/`;
}

function rulesFor(room) {
  const rules = [
    {
      name: `room-${room.name.replace('/', '-')}`,
      comment: `${room.name} imports only the rooms its row names`,
      severity: 'error',
      from: { path: room.path },
      to: { path: '^(src|tests|scripts)/', pathNot: [room.path, ...room.ours] },
    },
    {
      name: `packages-${room.name.replace('/', '-')}`,
      comment: `${room.name} imports only the npm packages its row names`,
      severity: 'error',
      from: { path: room.path },
      to: {
        dependencyTypesNot: ['core', 'local'],
        path: '(^|/)node_modules/',
        pathNot: room.packages.map(packagePattern),
      },
    },
  ];
  if (!room.node) {
    rules.push({
      name: `no-node-${room.name.replace('/', '-')}`,
      comment: `${room.name} runs without Node`,
      severity: 'error',
      from: { path: room.path },
      to: { dependencyTypes: ['core'] },
    });
  }
  return rules;
}

module.exports = {
  forbidden: [
    ...rooms.flatMap(rulesFor),
    {
      name: 'every-file-has-a-room',
      comment: 'Add the folder to the table above, with what it may import',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: rooms.map((room) => room.path) },
    },
    {
      name: 'every-folder-has-a-row',
      comment: 'Add the folder to the table above, with what it may import',
      severity: 'error',
      from: { path: '^src/', pathNot: rooms.map((room) => room.path) },
      to: {},
    },
    {
      name: 'nobody-imports-a-test',
      severity: 'error',
      from: { path: '^(src|scripts|bin)/' },
      to: { path: '^tests/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^electron$'] },
    },
    {
      name: 'no-undeclared-package',
      comment: 'A package that package.json does not name',
      severity: 'error',
      from: { path: '^(src|tests)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'shipped-code-needs-shipped-packages',
      comment: 'What runs unbundled from dist must be in dependencies, not devDependencies',
      severity: 'error',
      from: { path: '^src/(main|cli|couch|shared|gateway)/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '/node_modules/electron/|^node_modules/electron/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
    skipAnalysisNotInRules: true,
  },
};
