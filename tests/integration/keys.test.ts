import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseKey } from '../../src/shared/keys/key-format.ts';
import { scanFolder } from '../support/canary-scan.ts';
import { consoleCli } from '../support/console-cli.ts';
import { manualClock } from '../support/manual-clock.ts';
import { openTestConsole, temporaryDirectory, tenantForm } from '../support/test-console.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const madeSchema = z.object({ secret: z.string(), key: z.object({ id: z.string() }) });
const listSchema = z.object({
  keys: z.array(z.looseObject({ id: z.string(), name: z.string(), state: z.string() })),
});
const scanSchema = z.looseObject({
  found: z.number(),
  findings: z.array(z.looseObject({ known: z.looseObject({ state: z.string() }).nullable() })),
});

describe('API keys from the command line, offline', () => {
  it('are made, listed, renamed, rotated, found and revoked, and lie nowhere on the disk', async () => {
    const data = await temporaryDirectory('keys');
    const elsewhere = await temporaryDirectory('keys-scan');
    cleanups.push(data.remove, elsewhere.remove);
    const console = await openTestConsole(data.path);
    cleanups.push(() => console.close());
    const cli = consoleCli(console);
    await console.api.tenants.create(tenantForm('abc'));

    const created = await cli(['keys', 'create', 'abc', '--name', 'Till', '--database', 'sales']);
    expect(created.code).toBe(0);
    const secret = created.out.trim();
    const parsed = parseKey(secret);
    if (parsed.outcome !== 'key') throw new Error('no key was printed');
    expect(created.err).toContain('shown this once');
    expect(created.err).not.toContain(secret);

    const { keyId: id } = parsed;
    expect((await cli(['keys', 'rename', id, 'Till 2'])).out).toContain('Till 2');
    const listed = listSchema.parse(JSON.parse((await cli(['keys', 'list', '--json'])).out));
    expect(listed.keys).toMatchObject([{ id, name: 'Till 2', state: 'active' }]);

    const rotated = madeSchema.parse(
      JSON.parse((await cli(['keys', 'rotate', id, '--overlap', '24h', '--json'])).out),
    );
    expect(parseKey(rotated.secret)).toEqual({ outcome: 'key', keyId: rotated.key.id });

    expect((await cli(['keys', 'scan', elsewhere.path])).code).toBe(0);
    await mkdir(join(elsewhere.path, 'conf'));
    await writeFile(join(elsewhere.path, 'conf/app.env'), `KEY=${secret}\n`);
    const told = await cli(['keys', 'scan', elsewhere.path]);
    expect(told.code).toBe(2);
    expect(told.out).toContain('conf/app.env:1:5');
    expect(told.out).toContain('abc: Till 2');
    expect(told.out + told.err).not.toContain(secret);

    const gone = await cli(['keys', 'revoke', id, '--hard', '--reason', 'leaked']);
    expect(gone.out).toContain('1 key revoked');
    expect(gone.out).toContain('Every token of 1 tenant');
    const again = scanSchema.parse(
      JSON.parse((await cli(['keys', 'scan', elsewhere.path, '--json'])).out),
    );
    expect(again.findings).toMatchObject([{ known: { state: 'revoked' } }]);

    const past = await cli(['keys', 'create', 'abc', '--name', 'x', '--expires', '2020-01-01']);
    expect(past).toMatchObject({ code: 1, out: '' });
    expect(past.err).toContain('expired from the start');

    await console.close();
    const { findings } = await scanFolder(data.path, {
      key: secret.slice(17),
      rotated: rotated.secret.slice(17),
    });
    expect(findings).toEqual([]);
  });
});

describe('a copied key', () => {
  it('is taken off the clipboard after a minute, unless something else was copied since (K1)', async () => {
    const data = await temporaryDirectory('clipboard');
    cleanups.push(data.remove);
    const clock = manualClock();
    let clipboard = '';
    const console = await openTestConsole(data.path, {
      clock,
      clipboard: {
        read: () => Promise.resolve(clipboard),
        write: (text) => {
          clipboard = text;
          return Promise.resolve();
        },
      },
    });
    cleanups.push(() => console.close());
    const copy = (text: string) => console.api.app.copy({ text, secret: true });
    await copy('first');
    await clock.advance(59_000);
    expect(clipboard).toBe('first');
    await clock.advance(1_000);
    expect(clipboard).toBe('');
    await copy('second');
    clipboard = 'somebody else’s';
    await clock.advance(60_000);
    expect(clipboard).toBe('somebody else’s');
  });
});
