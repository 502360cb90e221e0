import { describe, expect, it } from 'vitest';
import { cli } from '../../support/cli-harness.ts';

const row = {
  documentId: 'tenant_1',
  kind: 'tenant',
  title: 'Acme',
  tenantId: null,
  asks: ['/name'],
  sides: 2,
  updatedAt: null,
};
const list = (rows: readonly object[]) => ({
  'conflicts.list': () => ({ rows, total: rows.length, mergedQuietly: 0 }),
});
const value = (text: string) => ({ present: true, value: text });

describe('conflicts', () => {
  it('lists them, with exit code 2 where there is any', async () => {
    for (const argv of [['conflicts'], ['conflicts', 'list']]) {
      const run = await cli(argv, { handlers: list([row]) });
      expect(run.exit).toBe(2);
      expect(run.out).toContain('Acme');
      expect(run.out).toContain('/name');
    }
    const none = await cli(['conflicts', 'list', '--json'], { handlers: list([]) });
    expect(none.exit).toBe(0);
    expect(JSON.parse(none.out)).toEqual({ conflicts: [] });
  });

  it('shows both sides, field by field', async () => {
    const side = { deleted: false, updatedBy: 'ben', updatedAt: null };
    const detail = {
      ...row,
      sideList: [
        { rev: '2-b', mine: false, winner: true, ...side },
        { rev: '2-a', mine: true, winner: false, ...side },
      ],
      baseKnown: true,
      fields: [
        {
          path: '/name',
          base: { known: true, value: 'Old' },
          values: [value('B'), value('A')],
          verdict: 'ask',
          taken: { present: false, value: null },
          reason: 'It was edited on more than one side.',
        },
      ],
    };
    const run = await cli(['conflicts', 'show', 'tenant_1'], {
      handlers: { 'conflicts.get': () => detail },
    });
    expect(run.exit).toBe(0);
    expect(run.out).toContain('SIDE 2 (MINE)');
    expect(run.out).toMatch(/\/name +"B" +"A" +"Old" +asks/);
  });

  it('decides one, or says why it is left', async () => {
    const handlers = { 'conflicts.resolveMany': () => ({ resolved: 1, left: [] }) };
    const run = await cli(['conflicts', 'resolve', 'tenant_1', '--take', 'mine'], { handlers });
    expect(run.exit).toBe(0);
    expect(run.arguments.get('conflicts.resolveMany')).toEqual({
      documentIds: ['tenant_1'],
      take: 'mine',
    });
    const left = await cli(['conflicts', 'resolve', 'tenant_1', '--take', 'theirs'], {
      handlers: {
        'conflicts.resolveMany': () => ({
          resolved: 0,
          left: [{ documentId: 'tenant_1', message: 'Neither is mine.' }],
        }),
      },
    });
    expect(left.exit).toBe(1);
    expect(left.err).toContain('Neither is mine.');
    expect((await cli(['conflicts', 'resolve', 'tenant_1', '--take', 'both'])).exit).toBe(1);
  });
});
