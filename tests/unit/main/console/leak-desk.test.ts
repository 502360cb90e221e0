import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLeakDesk } from '../../../../src/main/console/leak-desk.ts';
import type { LeakProgress } from '../../../../src/shared/bridge/leak-views.ts';
import { keyScene } from '../../../support/key-scene.ts';
import { temporaryDirectory } from '../../../support/test-console.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function setUp() {
  const scene = keyScene();
  const folder = await temporaryDirectory('leak-desk');
  cleanups.push(folder.remove);
  const told: LeakProgress[] = [];
  let answer: string | null = folder.path;
  const desk = createLeakDesk({
    registry: scene.registry,
    folder: { choose: () => Promise.resolve(answer) },
    clock: scene.clock,
    onProgress: (progress) => told.push(progress),
  });
  return {
    ...scene,
    desk,
    told,
    path: folder.path,
    answer: (next: string | null) => {
      answer = next;
    },
  };
}

describe('the leak scan of a console', () => {
  it('tells whose key was found, and what it is after it was revoked (K2)', async () => {
    const { desk, told, path, api, tenant, make } = await setUp();
    const { key, secret } = await make(await tenant('abc'), 'Till');
    await writeFile(join(path, 'notes.txt'), secret);
    expect(await desk.choose()).toBe(path);
    const report = await desk.scan(true);
    expect(report).toMatchObject({
      folder: path,
      found: 1,
      findings: [{ keyId: key.id, known: { name: 'Till', state: 'active' } }],
    });
    expect(JSON.stringify([report, told])).not.toContain(secret.slice(17));
    await api.revoke({ keyIds: [key.id], reason: '', hard: false });
    expect(desk.view().report?.findings).toMatchObject([{ known: { state: 'revoked' } }]);
    expect(told.at(-1)?.running).toBe(false);
  });

  it('scans nothing that was not chosen in the dialog, and one folder at a time', async () => {
    const { desk, answer, path } = await setUp();
    await expect(desk.scan(false)).rejects.toMatchObject({ code: 'not-allowed-in-state' });
    answer(null);
    expect(await desk.choose()).toBeNull();
    expect(desk.view()).toEqual({ folder: null, running: false, report: null });
    answer(path);
    await desk.choose();
    const first = desk.scan(false);
    expect(desk.view().running).toBe(true);
    await expect(desk.scan(false)).rejects.toMatchObject({ code: 'not-allowed-in-state' });
    await expect(desk.choose()).rejects.toMatchObject({ code: 'not-allowed-in-state' });
    desk.cancel();
    expect((await first).cancelled).toBe(true);
    expect(desk.view().running).toBe(false);
  });
});
