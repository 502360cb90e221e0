import type { OlderEntries } from '../../src/shared/bridge/log-views.ts';
import { cp } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { chainedEntrySchema, type ChainedEntry } from '../../src/shared/documents/audit.ts';
import { chainEntry } from '../../src/shared/log/chain-entry.ts';
import { contentId } from '../../src/shared/log/entry-id.ts';
import type { LogFindingKind } from '../../src/shared/log/verify-log.ts';
import type { Console } from '../../src/main/console/ports.ts';
import { makeSigningKey } from '../../src/main/log/ed25519.ts';
import { sha256 } from '../../src/main/log/sha256.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { draftAt, emptyHead } from '../support/log-history.ts';
import {
  openTestConsole,
  temporaryDirectory,
  tenantForm,
  testPassphrase,
} from '../support/test-console.ts';

const log = '/couch-sitter-log';
const bodySchema = z.looseObject({ _id: z.string(), _rev: z.string() });
const rowsSchema = z.object({ rows: z.array(z.object({ doc: bodySchema })) });

let server: CouchDbServer;
let directories: Awaited<ReturnType<typeof temporaryDirectory>>[] = [];
let consoles: Console[] = [];

beforeAll(async () => {
  server = await startCouchDb();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  for (const database of ['couch-sitter', 'couch-sitter-log']) await ask('DELETE', `/${database}`);
});
afterEach(async () => {
  await Promise.all(consoles.map((console) => console.close()));
  for (const directory of directories) await directory.remove();
  consoles = [];
  directories = [];
});

/** As the server's administrator, past the console. */
async function ask(method: string, path: string, body?: unknown, as = server) {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${as.username}:${as.password}`).toString('base64')}`,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const parsed: unknown = await answer.json();
  return { status: answer.status, body: parsed };
}

async function directory(name: string): Promise<string> {
  const made = await temporaryDirectory(`log-${name}`);
  directories.push(made);
  return made.path;
}

async function open(name: string, path: string, passphrase?: string): Promise<Console> {
  const console = await openTestConsole(path, {
    operatorName: name,
    ...(passphrase === undefined ? {} : { passphrase }),
  });
  consoles.push(console);
  return console;
}

async function close(console: Console): Promise<void> {
  consoles = consoles.filter((one) => one !== console);
  await console.close();
}

async function connected(name: string): Promise<Console> {
  const console = await open(name, await directory(name));
  const { url, username, password } = server;
  await console.api.connection.connect({ url, username, password });
  return console;
}

/** Both ways, the log too. */
async function meet(...those: readonly Console[]): Promise<void> {
  for (const console of [...those, ...those]) {
    await console.api.sync.now(undefined);
    // What was just agreed on may be looked at again the next moment.
    await expect
      .poll(
        async () => {
          const { databases } = await console.api.sync.overview(undefined);
          return databases.map(({ state, error }) => ({ state, error }));
        },
        { timeout: 20_000 },
      )
      .toEqual([1, 2].map(() => ({ state: 'synced', error: null })));
  }
}

async function serverEntries(): Promise<readonly ChainedEntry[]> {
  const { body } = await ask('GET', `${log}/_all_docs?include_docs=true&startkey="audit_"`);
  return rowsSchema.parse(body).rows.map(({ doc }) => chainedEntrySchema.parse(doc));
}

async function found(console: Console): Promise<readonly (readonly [LogFindingKind, number])[]> {
  const { findings, source } = await console.api.audit.verify(undefined);
  expect(source).toBe('server');
  return findings.map(({ kind, seq }) => [kind, seq] as const);
}

function chainOf(entries: readonly ChainedEntry[], actor: string): readonly ChainedEntry[] {
  // What the console merged by itself is in the same chain, and may be the last of it.
  const keys = new Set(entries.filter((entry) => entry.actor === actor).map(({ key }) => key));
  return entries.filter(({ key }) => keys.has(key)).sort((a, b) => a.chain.seq - b.chain.seq);
}

function at(entries: readonly ChainedEntry[], index: number): ChainedEntry {
  const entry = entries.at(index);
  if (entry === undefined) throw new Error('There is no such entry.');
  return entry;
}

/** Puts a body in place of whatever is there. */
async function put(entry: Readonly<Record<string, unknown>> & { readonly _id: string }) {
  const { body } = await ask('GET', `${log}/${entry._id}`);
  const there = bodySchema.safeParse(body);
  const _rev = there.success ? there.data._rev : undefined;
  return ask('PUT', `${log}/${entry._id}`, { ...entry, _rev });
}

async function remove({ _id }: ChainedEntry): Promise<void> {
  const { _rev } = bodySchema.parse((await ask('GET', `${log}/${_id}`)).body);
  expect((await ask('DELETE', `${log}/${_id}?rev=${_rev}`)).status).toBe(200);
}

describe('the log of two consoles', () => {
  it('verifies clean, and names each of the five ways in which it is tampered with', async () => {
    const [anna, ben] = [await connected('anna'), await connected('ben')];
    for (const [console, name] of [
      [anna, 'anna'],
      [ben, 'ben'],
    ] as const) {
      for (const n of [1, 2, 3])
        await console.api.tenants.create(tenantForm(`${name}-${String(n)}`));
    }
    await meet(anna, ben);
    await anna.api.tenants.create(tenantForm('anna-4'));
    await meet(anna, ben);
    const { rows } = await ben.api.audit.recent({ tenantId: null, offset: 0, limit: 100 });
    const entries = await serverEntries();
    expect(rows.map(({ _id }) => _id).sort()).toEqual(entries.map(({ _id }) => _id).sort());
    // Where both wrote the same document while they met, a console has merged it.
    const actors = new Set(rows.map(({ actor }) => actor).filter((actor) => actor !== 'mycouch'));
    expect(actors).toEqual(new Set(['anna', 'ben']));
    expect(await anna.api.audit.verify(undefined)).toMatchObject({
      source: 'server',
      entries: entries.length,
      cutEntries: 0,
      findings: [],
    });

    const [ofAnna, ofBen] = [chainOf(entries, 'anna'), chainOf(entries, 'ben')];
    const middle = at(ofBen, 1);
    await put({ ...middle, actor: 'mallory' });
    expect(await found(anna)).toEqual([['altered', 2]]);
    await put(middle);

    // A second tree beside the true one, as whoever replicates can make it; it wins.
    const forged = { ...at(ofAnna, 1), actor: 'mallory', _rev: `1-${'f'.repeat(32)}` };
    await ask('POST', `${log}/_bulk_docs`, { docs: [forged], new_edits: false });
    expect(await found(anna)).toEqual([['altered', 2]]);
    const older = await anna.api.audit.older({
      before: '2999-01-01T00:00:00.000Z',
      tenantId: null,
      limit: 500,
    });
    expect(older.rows.map(({ actor }) => actor)).not.toContain('mallory');
    await ask('DELETE', `${log}/${forged._id}?rev=${forged._rev}`);

    await remove(middle);
    expect(await found(anna)).toEqual([['removed', 2]]);
    await put(middle);

    const tail = at(ofBen, -1);
    await remove(tail);
    expect(await found(anna)).toEqual([['cut-tail', tail.chain.seq]]);
    await put(tail);
    expect(await found(anna)).toEqual([]);

    const { signer } = makeSigningKey();
    let head = emptyHead(signer);
    const sign = (time: number, previous = head) => {
      const made = chainEntry(draftAt(time), {
        device: 'stranger',
        head: previous,
        heads: new Map(),
        signer,
        sha256,
      });
      return made;
    };
    const first = sign(5000);
    ({ head } = first);
    const second = sign(6000);
    await put(first.entry);
    const earlier = { ...second.entry, createdAt: draftAt(1).createdAt };
    const id = contentId(earlier, sha256) ?? '';
    await put({ ...earlier, _id: id, signature: signer.sign(id) });
    expect(await found(anna)).toEqual([['reordered', 2]]);
    await put(second.entry);
    expect(await found(anna)).toEqual([
      ['fork', 2],
      ['reordered', 2],
    ]);
  });

  it('is only added to by operators', async () => {
    const anna = await connected('anna');
    await anna.api.tenants.create(tenantForm('abc'));
    await meet(anna);
    const operator = { ...server, username: 'plain-operator', password: 'a password for tests' };
    await ask('PUT', `/_users/org.couchdb.user:${operator.username}`, {
      name: operator.username,
      type: 'user',
      roles: ['couch-sitter:operator'],
      password: operator.password,
    });
    const entry = at(await serverEntries(), 0);
    const path = `${log}/${entry._id}`;
    expect((await ask('PUT', path, { ...entry, actor: 'x' }, operator)).status).toBe(403);
    const { _rev = '' } = entry;
    expect((await ask('DELETE', `${path}?rev=${_rev}`, undefined, operator)).status).toBe(403);
    const body = { ...entry, _rev: undefined };
    expect((await ask('PUT', `${log}/anything`, body, operator)).status).toBe(403);
    const { signer } = makeSigningKey();
    const made = chainEntry(draftAt(1), {
      device: 'x',
      head: emptyHead(signer),
      heads: new Map(),
      signer,
      sha256,
    });
    expect((await ask('PUT', `${log}/${made.entry._id}`, made.entry, operator)).status).toBe(201);
    expect((await fetch(`${server.url}${log}`)).status).toBe(401);
  });

  it('is cut with a checkpoint, on the server and then here, and verifies clean after it', async () => {
    const [anna, ben] = [await connected('anna'), await connected('ben')];
    await ben.api.tenants.create(tenantForm('old-1'));
    await anna.api.tenants.create(tenantForm('old-2'));
    await meet(anna, ben);
    const old = await serverEntries();
    const before = new Date(Math.max(...old.map((entry) => Date.parse(entry.createdAt))) + 1);
    await anna.api.tenants.create(tenantForm('new-1'));
    await ben.api.tenants.create(tenantForm('new-2'));
    await meet(anna, ben);
    const cut = { before: before.toISOString() };
    const preview = await anna.api.audit.previewCut(cut);
    expect(preview).toMatchObject({ entries: old.length });
    await expect(anna.api.audit.cut({ ...cut, confirm: 'yes' })).rejects.toMatchObject({
      code: 'confirmation-needed',
    });
    expect(await serverEntries()).toHaveLength(preview.entries + preview.kept);
    expect(await anna.api.audit.cut({ ...cut, confirm: 'cut' })).toMatchObject({
      entries: old.length,
      kept: preview.kept + 1,
    });
    await meet(anna, ben);
    expect(await ben.api.audit.verify(undefined)).toMatchObject({
      cutEntries: old.length,
      entries: preview.kept + 1,
      findings: [],
    });
    const { total } = await ben.api.audit.recent({ tenantId: null, offset: 0, limit: 1 });
    expect(total).toBe(preview.kept + 1);
    await remove(at(chainOf(await serverEntries(), 'ben'), 0));
    expect((await found(anna)).map(([kind]) => kind)).toEqual([
      expect.stringMatching(/removed|cut-tail/),
    ]);
  });

  it('is read back from the server page by page, and no entry of one instant is passed over', async () => {
    const anna = await connected('anna');
    const csv = ['key,name', ...Array.from({ length: 30 }, (_, n) => `bulk-${String(n)},Bulk`)];
    await anna.api.tenants.importCsv({ text: csv.join('\n') });
    for (const n of [1, 2, 3]) await anna.api.tenants.create(tenantForm(`later-${String(n)}`));
    await meet(anna);
    const seen: string[] = [];
    for (let before: string | null = '2999-01-01T00:00:00.000Z'; before !== null;) {
      const page: OlderEntries = await anna.api.audit.older({ before, tenantId: null, limit: 5 });
      seen.push(...page.rows.map(({ _id }) => _id));
      before = page.next;
    }
    const all = (await serverEntries()).map(({ _id }) => _id);
    expect(seen).toEqual([...all].reverse());
  });
});

describe('a device', () => {
  it('that was restored from a copy is found out, and begins a new chain by itself', async () => {
    const path = await directory('anna');
    const copy = await directory('copy');
    const first = await open('anna', path);
    const { url, username, password } = server;
    await first.api.connection.connect({ url, username, password });
    await first.api.tenants.create(tenantForm('before'));
    await meet(first);
    await close(first);
    await cp(path, copy, { recursive: true });

    const goesOn = await open('anna', path);
    await goesOn.api.tenants.create(tenantForm('after-1'));
    await goesOn.api.tenants.create(tenantForm('after-2'));
    await meet(goesOn);
    await close(goesOn);

    const restored = await openTestConsole(copy, {
      operatorName: 'anna',
      replication: 'on-demand',
    });
    consoles.push(restored);
    await restored.api.tenants.create(tenantForm('restored'));
    await restored.api.connection.connect({ url, username, password });
    const entriesOf = async (action: string) =>
      (await serverEntries()).filter((entry) => entry.action === action);
    await expect
      .poll(async () => {
        await meet(restored);
        return (await entriesOf('log_chain_begun')).length;
      })
      .toBe(1);
    const [begun] = await entriesOf('log_chain_begun');
    expect(begun?.details).toMatchObject({ why: 'written-on-elsewhere' });
    const forks = await found(restored);
    expect(forks.map(([kind]) => kind)).toEqual(['fork']);

    await restored.api.tenants.create(tenantForm('on-the-new-chain'));
    await meet(restored);
    const newest = (await entriesOf('tenant_created')).find(
      ({ chain }) => chain.device_id === begun?.chain.device_id,
    );
    expect(newest?.chain.seq).toBeGreaterThan(1);
    expect(await found(restored)).toEqual(forks);
  });

  it('keeps its entries until its vault is open, then signs them in order', async () => {
    const path = await directory('locked');
    const locked = await openTestConsole(path, { passphrase: null });
    consoles.push(locked);
    const recent = () => locked.api.audit.recent({ tenantId: null, offset: 0, limit: 10 });
    expect((await recent()).rows).toMatchObject([{ action: 'blueprint_added' }]);
    expect((await recent()).rows[0]).not.toHaveProperty('chain');
    await locked.api.vault.create({ passphrase: testPassphrase });
    await locked.api.tenants.create(tenantForm('one'));
    await expect
      .poll(async () => (await recent()).rows.map(({ chain }) => chain?.seq).sort())
      .toEqual([1, 2]);
    expect(await locked.api.audit.verify(undefined)).toMatchObject({
      source: 'device',
      entries: 2,
      findings: [],
    });
    await close(locked);
    const again = await open('anna', path, testPassphrase);
    await again.api.tenants.create(tenantForm('three'));
    await expect.poll(async () => (await again.api.audit.verify(undefined)).entries).toBe(3);
    const { rows } = await again.api.audit.recent({ tenantId: null, offset: 0, limit: 1 });
    expect(rows[0]?.chain?.seq).toBe(3);
  });
});
