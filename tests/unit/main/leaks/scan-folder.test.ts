import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { scanFolder, type LeakScanOptions } from '../../../../src/main/leaks/scan-folder.ts';
import type { LeakProgress } from '../../../../src/shared/bridge/leak-views.ts';
import { sampleKey } from '../../../support/sample-keys.ts';
import { temporaryDirectory } from '../../../support/test-console.ts';
import { testDigest } from '../../../support/test-digest.ts';

const { key, keyId } = sampleKey('planted');
const digest = testDigest(key);
const folders: (() => Promise<void>)[] = [];
const root = join(import.meta.dirname, '../../../..');

async function folder(): Promise<string> {
  const made = await temporaryDirectory('leaks');
  folders.push(made.remove);
  return made.path;
}

function scan(path: string, more: Partial<LeakScanOptions> = {}) {
  return scanFolder({
    folder: path,
    history: true,
    digest: testDigest,
    signal: new AbortController().signal,
    clock: { now: () => new Date() },
    onProgress: () => undefined,
    ...more,
  });
}

afterEach(async () => {
  for (const remove of folders.splice(0)) await remove();
});

describe('a leak scan of files', () => {
  it('finds one planted key in a folder of 10,000 files (K2)', async () => {
    const path = await folder();
    for (let directory = 0; directory < 100; directory += 1) {
      const inner = join(path, `d${String(directory)}`);
      await mkdir(inner);
      await Promise.all(
        Array.from({ length: 100 }, (_, n) =>
          writeFile(
            join(inner, `f${String(n)}.txt`),
            directory === 61 && n === 17 ? `one\n\tAPI_KEY="${key}"\n` : `line ${String(n)}\n`,
          ),
        ),
      );
    }
    const told: LeakProgress[] = [];
    const report = await scan(path, { onProgress: (progress) => told.push(progress) });
    expect(report).toMatchObject({ files: 10_000, found: 1, lookalikes: 0, skipped: [] });
    expect(report.history.state).toBe('no-repository');
    expect(report.findings).toEqual([
      {
        place: { kind: 'file', path: 'd61/f17.txt' },
        line: 2,
        column: 11,
        keyId,
        checksumRight: true,
        digest,
      },
    ]);
    expect(JSON.stringify(report)).not.toContain(key);
    expect(told.at(-1)).toMatchObject({ files: 10_000, found: 1, running: false });
  });

  it('finds keys over the edges of what is read at once, in binary files and in UTF-16', async () => {
    const path = await folder();
    const edge = 256 * 1024;
    await writeFile(join(path, 'edge'), `${'x'.repeat(edge - 20)}${key}`);
    await writeFile(
      join(path, 'exe'),
      Buffer.concat([Buffer.from([0, 255, 254, 0]), Buffer.from(key)]),
    );
    await writeFile(join(path, 'wide'), Buffer.from(`\ufeffkey: ${key}\r\n`, 'utf16le'));
    const { findings } = await scan(path);
    expect(findings.map(({ place, line, column }) => ({ place, line, column }))).toEqual([
      { place: { kind: 'file', path: 'edge' }, line: 1, column: edge - 19 },
      { place: { kind: 'file', path: 'exe' }, line: 1, column: 5 },
      { place: { kind: 'file', path: 'wide' }, line: 1, column: 6 },
    ]);
  });

  it('skips nothing silently', async () => {
    const path = await folder();
    const elsewhere = await folder();
    await writeFile(join(elsewhere, 'secret'), key);
    await symlink(join(elsewhere, 'secret'), join(path, 'link'));
    await symlink(elsewhere, join(path, 'folder-link'));
    await writeFile(join(path, 'huge'), 'x'.repeat(2000) + key);
    await writeFile(join(path, 'packed.gz'), gzipSync(key));
    const pipe = createServer();
    if (process.platform !== 'win32') {
      await new Promise<void>((done) => pipe.listen(join(path, 'pipe'), done));
    }
    await writeFile(join(path, 'closed'), key);
    await chmod(join(path, 'closed'), 0);
    const { skipped, found } = await scan(path, { hugeBytes: 1000 });
    pipe.close();
    const named = Object.fromEntries(skipped.map(({ why, paths }) => [why, paths.toSorted()]));
    expect(named).toMatchObject({
      link: ['folder-link', 'link'],
      huge: ['huge'],
      compressed: ['packed.gz'],
      ...(process.platform === 'win32' ? {} : { special: ['pipe'] }),
    });
    // Who may read everything is kept from nothing by a mode.
    const closed = process.getuid?.() === 0 || process.platform === 'win32';
    expect(named['unreadable']).toEqual(closed ? undefined : ['closed']);
    expect(found).toBe(closed ? 1 : 0);
  });

  it('ends when it is told to, with what it has', async () => {
    const path = await folder();
    for (let n = 0; n < 50; n += 1) await writeFile(join(path, String(n)), key);
    const ending = new AbortController();
    let time = 0;
    const report = await scan(path, {
      signal: ending.signal,
      clock: { now: () => new Date((time += 1000)) },
      onProgress: ({ files }) => {
        if (files > 0) ending.abort();
      },
    });
    expect(report.cancelled).toBe(true);
    expect(report.found).toBeGreaterThan(0);
    expect(report.found).toBeLessThan(50);
  });

  it('refuses what is no folder', async () => {
    const path = await folder();
    await writeFile(join(path, 'file'), '');
    await expect(scan(join(path, 'file'))).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(scan(join(path, 'gone'))).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('finds none in this repository', async () => {
    for (const part of ['src', 'tests', 'docs', 'scripts', 'bin', 'resources']) {
      expect((await scan(join(root, part))).findings).toEqual([]);
    }
  });
});

describe('a leak scan of a Git history', () => {
  const git = (path: string, ...args: readonly string[]) =>
    execFileSync(
      'git',
      ['-C', path, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ).trim();

  async function repository(): Promise<string> {
    const path = await folder();
    git(path, 'init', '-q', '-b', 'main');
    await mkdir(join(path, 'conf'));
    await writeFile(join(path, 'conf/app.env'), `A=1\nKEY=${key}\n`);
    git(path, 'add', '.');
    git(path, 'commit', '-q', '-m', 'first');
    await writeFile(join(path, 'conf/app.env'), 'A=1\n');
    git(path, 'commit', '-q', '-a', '-m', 'second');
    return path;
  }

  it('finds what was removed, with its blob and a path, loose or packed', async () => {
    const path = await repository();
    const blob = git(path, 'rev-parse', 'HEAD~1:conf/app.env');
    for (const packed of [false, true]) {
      if (packed) git(path, 'gc', '-q');
      const report = await scan(path);
      expect(report.history).toMatchObject({ state: 'read', repositories: 1, problems: [] });
      expect(report.history.objects).toBe(4);
      expect(report.findings).toMatchObject([
        {
          place: { kind: 'blob', repository: '', blob, path: 'conf/app.env' },
          line: 2,
          column: 5,
          digest,
        },
      ]);
    }
    const without = await scan(path, { history: false });
    expect(without).toMatchObject({ found: 0, history: { state: 'off', repositories: 1 } });
    expect(without.skipped).toMatchObject([{ why: 'git-objects', paths: ['.git/objects/'] }]);
  });

  it('finds a key in a message and in a repository further down', async () => {
    const outer = await folder();
    const path = join(outer, 'deep/project');
    await mkdir(path, { recursive: true });
    git(path, 'init', '-q', '-b', 'main');
    git(path, 'commit', '-q', '--allow-empty', '-m', `use ${key}`);
    const { findings } = await scan(outer);
    expect(findings.map(({ place }) => place)).toContainEqual({
      kind: 'blob',
      repository: 'deep/project',
      blob: git(path, 'rev-parse', 'HEAD'),
      path: null,
    });
  });

  it('runs nothing that the repository names', async () => {
    const path = await repository();
    const trap = join(path, 'trap.sh');
    const sprung = join(path, 'sprung');
    await writeFile(trap, `#!/bin/sh\ntouch '${sprung}'\n`, { mode: 0o755 });
    for (const name of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'diff.external']) {
      git(path, 'config', name, trap);
    }
    git(path, 'config', 'core.hooksPath', path);
    git(path, 'config', 'alias.cat-file', `!${trap}`);
    git(path, 'config', 'filter.x.smudge', trap);
    await writeFile(join(path, '.gitattributes'), '* filter=x diff=x\n');
    await writeFile(join(path, 'git'), `#!/bin/sh\ntouch '${sprung}'\n`, { mode: 0o755 });
    const report = await scan(path);
    expect(report.history.state).toBe('read');
    const { skipped } = report;
    expect(skipped).toEqual([]);
    expect(() => execFileSync('ls', [sprung], { stdio: 'ignore' })).toThrow();
  });

  it('says what it could not read', async () => {
    const path = await folder();
    await writeFile(join(path, '.git'), 'gitdir: /nowhere/at/all\n');
    const report = await scan(path);
    expect(report.history.state).toBe('partly');
    expect(report.history.problems[0]).toMatch(/^\.: fatal/);
  });
});
