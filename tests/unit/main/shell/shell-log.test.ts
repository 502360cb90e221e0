import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRotatingLog } from '../../../../src/main/shell/rotating-log.ts';
import { createLog } from '../../../../src/main/shell/shell-log.ts';

function collect(): { readonly lines: string[]; readonly write: (line: string) => void } {
  const lines: string[] = [];
  return { lines, write: (line) => lines.push(line) };
}

describe('createLog', () => {
  const canary = 'canary-7f3a91';

  it('leaves out fields whose name says that they are secret', () => {
    const file = collect();
    const log = createLog(file);
    log.info({ password: canary, deep: { token: canary, deeper: { cookie: canary } } }, 'hello');
    log.warn({ headers: { Authorization: canary } }, 'hello');
    expect(file.lines).toHaveLength(2);
    expect(file.lines.join('')).not.toContain(canary);
    expect(file.lines[0]).toContain('hello');
  });

  it('keeps of an error its kind, message, code and causes, and nothing that hangs on it', () => {
    const file = collect();
    const cause = Object.assign(new Error('inner'), { body: canary, code: 'EINNER' });
    const error = Object.assign(new Error(`GET http://admin:${canary}@host/db failed`, { cause }), {
      request: { password: canary },
    });
    createLog(file).error({ error }, 'failed');
    expect(file.lines.join('')).not.toContain(canary);
    expect(file.lines.join('')).toContain('http://host/db failed');
    expect(file.lines.join('')).toContain('EINNER');
  });
});

describe('openRotatingLog', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mycouch-log-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('keeps the newest lines and never more than its bound', async () => {
    const log = openRotatingLog(directory, { bytes: 100, kept: 2 });
    for (let line = 0; line < 200; line += 1) log.write(`line ${String(line).padStart(4, '0')}\n`);
    const names = (await readdir(directory)).sort();
    expect(names).toEqual(['console.1.log', 'console.2.log', 'console.log']);
    const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(100);
    expect(texts[2]).toContain('line 0199');
  });

  it('goes on behind what an earlier run wrote', async () => {
    openRotatingLog(directory, { bytes: 100, kept: 2 }).write('before\n');
    openRotatingLog(directory, { bytes: 100, kept: 2 }).write('after\n');
    expect(await readFile(join(directory, 'console.log'), 'utf8')).toBe('before\nafter\n');
  });

  it('loses lines and raises nothing when its place is gone', async () => {
    const log = openRotatingLog(directory, { bytes: 100, kept: 2 });
    await rm(directory, { recursive: true });
    expect(() => {
      log.write('line\n');
    }).not.toThrow();
  });
});
