import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../../src/shared/documents/audit.ts';
import { auditSentence } from '../../../../src/renderer/features/activity/audit-sentence.ts';
import { vaultNeed } from '../../../../src/renderer/features/vault/vault-need.ts';

const entry: AuditEntry = {
  _id: `audit_${'0'.repeat(64)}`,
  type: 'audit_log',
  tenant_id: null,
  action: 'tenant_created',
  actor: 'ada',
  device: 'laptop',
  resource_type: 'tenant',
  resource_id: 'tenant_1',
  outcome: 'ok',
  details: {},
  createdAt: '2026-03-03T12:00:00.000Z',
};

describe('an audit entry in words', () => {
  it('names what it is about, from the details or what came after', () => {
    expect(auditSentence({ ...entry, details: { name: 'Oak' } })).toBe('Created tenant Oak');
    expect(auditSentence({ ...entry, details: { before: null, after: { key: 'oak' } } })).toBe(
      'Created tenant oak',
    );
    expect(auditSentence(entry)).toBe('Created tenant tenant_1');
  });

  it('names a tenant by its key where that is told', () => {
    const details = { tenant: 'oak', before: { name: 'Old' }, after: { name: 'Oak' } };
    expect(
      auditSentence({ ...entry, action: 'tenant_suspended', details: { tenant: 'oak' } }),
    ).toBe('Suspended tenant oak');
    expect(auditSentence({ ...entry, action: 'tenant_edited', details })).toBe('Edited tenant oak');
  });

  it('counts what applying a plan came to', () => {
    const details = { server: 'x', applied: 1, failed: 2, skipped: 0 };
    expect(auditSentence({ ...entry, action: 'plan_applied', details })).toBe(
      'Applied a plan: 1 operation done, 2 failed',
    );
    const ended = { ...details, applied: 3054, failed: 0, skipped: 18_968 };
    expect(auditSentence({ ...entry, action: 'plan_applied', details: ended })).toBe(
      'Applied a plan: 3,054 operations done, 18,968 not tried',
    );
  });

  it('reads an action it does not know', () => {
    expect(auditSentence({ ...entry, action: 'keyset_rotated', resource_id: 'x' })).toBe(
      'Keyset rotated: x',
    );
  });

  it('is not confused by names of object methods', () => {
    expect(auditSentence({ ...entry, action: 'toString', resource_id: 'x' })).toBe('ToString: x');
  });
});

describe('what the vault needs', () => {
  const problem = (code: 'keychain-locked' | 'vault-damaged') => ({
    code,
    message: '',
    remedy: '',
    details: {},
  });

  it.each([
    [{ state: 'absent', protection: null, problem: null }, 'passphrase'],
    [{ state: 'locked', protection: 'passphrase', problem: null }, 'unlock'],
    [{ state: 'locked', protection: 'keychain', problem: null }, 'keychain'],
    [{ state: 'absent', protection: null, problem: problem('keychain-locked') }, 'keychain'],
    [{ state: 'locked', protection: 'passphrase', problem: problem('vault-damaged') }, 'damaged'],
  ] as const)('%j → %s', (vault, need) => {
    expect(vaultNeed(vault)).toBe(need);
  });
});
