import { describe, expect, it } from 'vitest';
import { cli } from '../../support/cli-harness.ts';

const current = {
  since: '2026-03-01T00:00:00.000Z',
  mine: [],
  theirs: [
    {
      documentId: 'tenant_1',
      kind: 'tenant',
      title: 'Oak',
      tenantId: '1',
      what: 'changed',
      fields: ['enabled', 'name'],
      by: 'olga',
      at: '2026-03-01T01:00:00.000Z',
    },
  ],
  server: [],
  serverLookedAt: null,
  conflicts: 0,
  more: { mine: 0, theirs: 3 },
};
const handlers = (open: object | null) => ({
  'catchUp.current': () => ({ current: open, askBeforeApplying: true }),
  'catchUp.acknowledge': () => ({ current: null, askBeforeApplying: true }),
  'catchUp.setAsking': () => ({ current: open, askBeforeApplying: false }),
});

describe('catch-up', () => {
  it('shows what changed, and ends with 2 while nobody has looked at it', async () => {
    const run = await cli(['catch-up'], { handlers: handlers(current) });
    expect(run.exit).toBe(2);
    expect(run.out).toContain('4 documents changed by others.');
    expect(run.out).toContain('enabled, name');
    expect(run.err).toContain('--acknowledge');
    expect(run.calls).toEqual(['catchUp.current']);
  });

  it('acknowledges what it shows, and nothing where there is nothing', async () => {
    const run = await cli(['catch-up', '--acknowledge'], { handlers: handlers(current) });
    expect(run.exit).toBe(0);
    expect(run.arguments.get('catchUp.acknowledge')).toEqual({ since: current.since });
    const none = await cli(['catch-up', '--acknowledge'], { handlers: handlers(null) });
    expect(none.exit).toBe(0);
    expect(none.calls).toEqual(['catchUp.current']);
  });

  it('says whether apply waits on this device', async () => {
    const run = await cli(['catch-up', '--no-ask'], { handlers: handlers(null) });
    expect(run.arguments.get('catchUp.setAsking')).toEqual({ ask: false });
    const plain = await cli(['catch-up'], { handlers: handlers(null) });
    expect(plain.calls).not.toContain('catchUp.setAsking');
  });
});
