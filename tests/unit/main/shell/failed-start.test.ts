import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareDataDirectory } from '../../../../src/main/shell/data-paths.ts';
import { explainFailedStart } from '../../../../src/main/shell/fatal.ts';
import { ConsoleError } from '../../../../src/shared/errors.ts';

let top: string;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'mycouch-start-'));
});
afterEach(() => rm(top, { recursive: true, force: true }));

function refusal(directory: string): unknown {
  try {
    prepareDataDirectory(directory);
  } catch (error) {
    return error;
  }
  throw new Error('the directory was taken');
}

describe('prepareDataDirectory', () => {
  it('makes it, and what is missing above it, for its owner alone', async () => {
    const path = prepareDataDirectory(join(top, 'a/b'));
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it('names a file in its place', async () => {
    await writeFile(join(top, 'file'), '');
    expect(explainFailedStart(refusal(join(top, 'file')), top).code).toBe('storage-failed');
    expect(explainFailedStart(refusal(join(top, 'file/below')), top).code).toBe('storage-failed');
  });

  it.skipIf(process.getuid?.() === 0)('names a directory that may not be written', async () => {
    await chmod(top, 0o500);
    const report = explainFailedStart(refusal(top), top);
    await chmod(top, 0o700);
    expect(report).toMatchObject({ code: 'storage-failed' });
    expect(report.message).toContain(top);
    expect(report.remedy).not.toBe('');
  });
});

describe('explainFailedStart', () => {
  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EROFS', 'storage-failed'],
    ['EACCES', 'storage-failed'],
    ['ENOTDIR', 'storage-failed'],
  ])('knows %s', (code, expected) => {
    const report = explainFailedStart(Object.assign(new Error('x'), { code }), '/data');
    expect(report.code).toBe(expected);
    expect(report.message).toContain('/data');
    expect(report.remedy).not.toBe('');
  });

  it('passes on what the console says itself', () => {
    const error = new ConsoleError('data-in-use', 'Held.', { remedy: 'Close it.' });
    expect(explainFailedStart(error, '/data')).toMatchObject({
      code: 'data-in-use',
      message: 'Held.',
      remedy: 'Close it.',
    });
  });

  it('names the argument that is wrong', () => {
    expect(explainFailedStart(new RangeError('--data needs a directory.'), '/d')).toMatchObject({
      code: 'invalid-input',
      message: '--data needs a directory.',
    });
  });

  it('keeps the words of an unexpected error to the log', () => {
    const report = explainFailedStart(new Error('password hunter2'), '/data');
    expect(JSON.stringify(report)).not.toContain('hunter2');
    expect(report.remedy).toContain('/data');
  });
});
