import { join } from 'node:path';
import type { z } from 'zod';
import type { CallDefinition } from '../../src/shared/bridge/calls/call.ts';
import { contract } from '../../src/shared/bridge/contract.ts';
import type { Page } from '@playwright/test';
import { expect, test } from './support/security-test.ts';

const preload = join(import.meta.dirname, '../../dist/preload/preload.cjs');

/** What a page may try to hand over; whatever the schema of a call happens to accept is left out for it. */
const hostile: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  '',
  'x'.repeat(100_000),
  '../../etc/passwd',
  [],
  [[[[]]]],
  {},
  { id: '../../etc/passwd' },
  { id: 'not-a-uuid', planId: {}, tenantId: 5 },
  { unknown: 1 },
  { key: 7, name: [] },
  { key: '', name: '' },
  { url: 5, username: null, password: [] },
  { theme: 'purple' },
  { text: {}, secret: 'yes' },
  { passphrase: 1 },
  { search: 1, state: 'x', offset: -1, limit: 1e9 },
  { toString: 'x', constructor: { prototype: {} } },
];

const definitionsByDomain: Readonly<
  Record<string, Readonly<Record<string, CallDefinition<z.ZodType, unknown>>>>
> = contract;

const calls = Object.entries(definitionsByDomain).flatMap(([domain, definitions]) =>
  Object.entries(definitions).map(([name, { argument }]) => ({ domain, name, argument })),
);

/** All that a call could have changed, as the page sees it. */
function written(page: Page): Promise<unknown> {
  return page.evaluate(async () => ({
    state: await window.mycouch.app.state(),
    vault: await window.mycouch.vault.status(),
    connection: await window.mycouch.connection.current(),
    audit: await window.mycouch.audit.recent({ tenantId: null, offset: 0, limit: 100 }),
    tenants: await window.mycouch.tenants.list({
      search: '',
      state: 'all',
      waiting: false,
      sort: 'key',
      direction: 'asc',
      offset: 0,
      limit: 100,
    }),
  }));
}

test('the bridge is the contract, frozen, and nothing else', async ({ opened }) => {
  const found = await opened.page.evaluate(() => {
    const bridge: Readonly<Record<string, unknown>> = { ...window.mycouch };
    const shape: Record<string, unknown> = {};
    const thawed: string[] = Object.isFrozen(window.mycouch) ? [] : ['mycouch'];
    for (const [name, value] of Object.entries(bridge)) {
      if (typeof value !== 'object' || value === null) {
        shape[name] = typeof value;
        continue;
      }
      if (!Object.isFrozen(value)) thawed.push(name);
      const calls: Readonly<Record<string, unknown>> = { ...value };
      shape[name] = Object.entries(calls).map(([call, run]) => `${call}: ${typeof run}`);
    }
    const { writable, configurable } = Object.getOwnPropertyDescriptor(window, 'mycouch') ?? {
      writable: true,
      configurable: true,
    };
    return { shape, thawed, writable, configurable };
  });
  const expected: Record<string, unknown> = { on: 'function' };
  for (const [domain, definitions] of Object.entries(definitionsByDomain)) {
    expected[domain] = Object.keys(definitions).map((call) => `${call}: function`);
  }
  expect(found.shape).toEqual(expected);
  expect(found.thawed).toEqual([]);
  expect(found).toMatchObject({ writable: false, configurable: false });
});

test('a poisoned page reaches nothing of the preload', async ({ opened }) => {
  const caught = await opened.page.evaluate(async () => {
    const seen = new Set<string>();
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const name of ['invoke', 'sendSync', 'postMessage', 'senderId', 'ipcRenderer']) {
        if (value !== window && name in value && !(value instanceof MessagePort)) seen.add(name);
      }
    };
    const apply = Reflect.apply;
    for (const prototype of [
      Function.prototype,
      Array.prototype,
      Promise.prototype,
      Object.prototype,
    ]) {
      for (const name of ['call', 'apply', 'bind', 'map', 'then', 'toString']) {
        const original: unknown = Reflect.get(prototype, name);
        if (!Object.hasOwn(prototype, name) || typeof original !== 'function') continue;
        Reflect.defineProperty(prototype, name, {
          configurable: true,
          value: function (this: unknown, ...args: unknown[]): unknown {
            look(this);
            args.forEach(look);
            return apply(original, this, args);
          },
        });
      }
    }
    await window.mycouch.app.state();
    window.mycouch.on('registry.changed', look)();
    return [...seen];
  });
  expect(caught).toEqual([]);
});

test('events bring their payload alone, and stop when told', async ({ opened }) => {
  const heard = await opened.page.evaluate(async () => {
    const first: unknown[][] = [];
    const second: unknown[][] = [];
    const create = async (key: string): Promise<void> => {
      const answer = await window.mycouch.tenants.create({ key, name: key });
      if (!answer.ok) throw new Error(answer.error.message);
    };
    const next = (): Promise<void> =>
      new Promise((resolve) => {
        const stop = window.mycouch.on('registry.changed', () => {
          stop();
          resolve();
        });
      });
    const stopFirst = window.mycouch.on('registry.changed', (...args) => first.push(args));
    window.mycouch.on('registry.changed', (...args) => second.push(args));
    let changed = next();
    await create('alpha');
    await changed;
    stopFirst();
    changed = next();
    await create('beta');
    await changed;
    return { first, second };
  });
  expect(heard.first.length).toBeGreaterThan(0);
  expect(heard.second.length).toBeGreaterThan(heard.first.length);
  for (const args of heard.second) {
    expect(args).toEqual([{ revision: expect.any(Number) }]);
  }
});

test('there is no listening to what is no event', async ({ opened }) => {
  const outcomes = await opened.page.evaluate(() => {
    const outcome = (...args: unknown[]): string => {
      try {
        Reflect.apply(window.mycouch.on, undefined, args);
        return 'taken';
      } catch {
        return 'refused';
      }
    };
    const listener = (): void => undefined;
    return [
      outcome('nothing', listener),
      outcome('mycouch-event:registry.changed', listener),
      outcome('__proto__', listener),
      outcome('toString', listener),
      outcome(7, listener),
      outcome('registry.changed', 'x'),
      outcome('registry.changed'),
      outcome(),
    ];
  });
  expect([...new Set(outcomes)]).toEqual(['refused']);
});

/** The log's first entry is signed as soon as the keychain has given the key, which may be after the page is there. */
async function logSigned(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const answer = await window.mycouch.audit.recent({ tenantId: null, offset: 0, limit: 100 });
    return answer.ok && answer.value.rows.every((entry) => entry.signature !== undefined);
  });
}

test('malformed arguments are answered invalid-input and change nothing', async ({ opened }) => {
  const { page } = opened;
  await logSigned(page);
  const before = await written(page);
  let asked = 0;
  for (const { domain, name, argument } of calls) {
    const refused = hostile.filter((value) => !argument.safeParse(value).success);
    expect(refused.length, `${domain}.${name}`).toBeGreaterThan(5);
    const codes = await page.evaluate(
      async ([group, call, values]) => {
        const codes: string[] = [];
        const run: unknown = Reflect.get(Object(Reflect.get(window.mycouch, group)), call);
        if (typeof run !== 'function') return ['no such call'];
        for (const value of values) {
          const answer: unknown = await Reflect.apply(run, undefined, [value]);
          codes.push(/"code":"([a-z-]+)"/.exec(JSON.stringify(answer))?.[1] ?? 'none');
        }
        return codes;
      },
      [domain, name, refused] as const,
    );
    asked += codes.length;
    expect([...new Set(codes)], `${domain}.${name}`).toEqual(['invalid-input']);
  }
  expect(asked).toBeGreaterThan(calls.length * 5);
  expect(await written(page)).toEqual(before);
});

test('what cannot be handed over is refused before it leaves the page', async ({ opened }) => {
  const outcomes = await opened.page.evaluate(async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    let deep: unknown = 'end';
    for (let level = 0; level < 20_000; level += 1) deep = { deep };
    const id = crypto.randomUUID();
    const outcomes: string[] = [];
    for (const configuration of [cyclic, deep, { f: () => 1 }, { s: Symbol('x') }, { n: 10n }]) {
      try {
        const answer: unknown = await Reflect.apply(window.mycouch.tenants.edit, undefined, [
          { id, configuration },
        ]);
        outcomes.push(/"code":"([a-z-]+)"/.exec(JSON.stringify(answer))?.[1] ?? 'none');
      } catch {
        outcomes.push('refused');
      }
    }
    return outcomes;
  });
  // What the crossing drops without a word (a symbol) leaves a valid argument, for a tenant that is none.
  for (const outcome of outcomes) {
    expect(['refused', 'invalid-input', 'not-found']).toContain(outcome);
  }
  const state = await opened.page.evaluate(() => window.mycouch.app.state());
  expect(state.ok).toBe(true);
});

test('a call from anywhere but the own window is answered unknown-sender', async ({ opened }) => {
  const answers = await opened.app.evaluate(async ({ BrowserWindow, session }, path) => {
    const sessions = [session.fromPartition('console', { cache: false }), session.defaultSession];
    const addresses = ['app://console/index.html', 'about:blank', 'data:text/html,<p>foreign'];
    const answers: unknown[] = [];
    for (const own of sessions) {
      for (const address of addresses) {
        const foreign = new BrowserWindow({
          show: false,
          webPreferences: { preload: path, session: own, sandbox: true },
        });
        try {
          const loaded = await foreign.loadURL(address).then(
            () => true,
            () => false,
          );
          if (!loaded) continue;
          for (const call of [
            'app.state()',
            'tenants.create({ key: "stolen", name: "Stolen" })',
            'accounts.reveal({ tenantId: "5d0f6d2e-8a44-4a3e-9d0b-1f7f0a3c2b11", account: "sync" })',
          ]) {
            answers.push(await foreign.webContents.executeJavaScript(`mycouch.${call}`));
          }
        } finally {
          foreign.destroy();
        }
      }
    }
    return answers;
  }, preload);
  expect(answers.length).toBeGreaterThanOrEqual(9);
  for (const answer of answers) {
    expect(answer).toMatchObject({ ok: false, error: { code: 'unknown-sender' } });
  }
  const tenants = await opened.page.evaluate(() =>
    window.mycouch.tenants.list({
      search: 'stolen',
      state: 'all',
      waiting: false,
      sort: 'key',
      direction: 'asc',
      offset: 0,
      limit: 10,
    }),
  );
  expect(tenants).toMatchObject({ ok: true, value: { total: 0 } });
});

test('a frame inside the page has no bridge', async ({ opened }) => {
  const found = await opened.page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const inner: unknown = frame.contentWindow;
    return typeof inner === 'object' && inner !== null ? 'mycouch' in inner : null;
  });
  expect(found).toBe(false);
});
