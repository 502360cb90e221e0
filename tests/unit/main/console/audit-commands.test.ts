import { describe, expect, it } from 'vitest';
import { auditApply } from '../../../../src/main/console/audit-commands.ts';
import type { Plan } from '../../../../src/shared/planning/plan.ts';
import { emptySnapshot } from '../../../support/empty-snapshot.ts';
import { testDigest } from '../../../support/test-digest.ts';

const plan: Plan = {
  purpose: 'provision',
  id: 'p',
  madeAt: '2026-03-01T12:00:00.000Z',
  couchdbUuid: 'u',
  registrySeq: 1,
  operations: [],
  refusals: [],
  unmanagedDatabases: [],
  tenants: 0,
  requests: 0,
  milliseconds: 0,
  drift: [],
  wishes: {},
};
const snapshot = emptySnapshot;

describe('what applying came to, in the audit log', () => {
  it.each([
    ['all was done', 0, 0, 'ok'],
    ['it was ended before the end and nothing failed', 0, 5, 'ok'],
    ['something failed', 1, 5, 'failed'],
  ])('where %s', (_where, failed, skipped, outcome) => {
    const report = {
      planId: 'p',
      applied: 3,
      failed,
      skipped,
      cancelled: skipped > 0,
      outcomes: [],
    };
    const context = {
      actor: 'ada',
      now: '2026-03-01T12:00:00.000Z',
      uuid: () => 'uuid',
      digest: testDigest,
    };
    const { audit } = auditApply(plan, report)(snapshot, context);
    expect(audit[0]).toMatchObject({ outcome, details: { applied: 3, failed, skipped } });
  });
});
