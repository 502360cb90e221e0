import { hasOverlap, overlapRuns, type Account } from '../documents/account.ts';
import type { AuditDraft } from '../documents/audit.ts';
import type { Tenant } from '../documents/tenant.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { Command, CommandContext, CommandOutcome } from './command.ts';
import { requireTenant } from './require-tenant.ts';
import { requireAccount } from './rotate-accounts.ts';
import { tenantAudit } from './tenant-audit.ts';

export interface OverlapsEnded {
  readonly accounts: number;
  readonly tenants: number;
}

export interface EndOverlapInput {
  readonly tenantIds: readonly string[];
  /** Null: every account. */
  readonly account: string | null;
}

/**
 * Ends overlaps before their time: with the next plan the older pair loses its roles. Where none runs,
 * nothing is written. Error: `not-found`.
 */
export function endOverlap({ tenantIds, account }: EndOverlapInput): Command<OverlapsEnded> {
  return (snapshot, context) => {
    const chosen = [...new Set(tenantIds)].map((tenantId) => {
      const tenant = requireTenant(snapshot, tenantId);
      const accounts =
        account === null
          ? (snapshot.accounts.get(tenantId) ?? [])
          : [requireAccount(snapshot, tenant, account)];
      return { tenant, accounts: accounts.filter(hasOverlap) };
    });
    return end(chosen, context, 'operator', () => ({
      updatedAt: context.now,
      updatedBy: context.actor,
    }));
  };
}

/**
 * Ends every overlap whose time is up, of at most `limit` tenants. Several consoles may notice at the same
 * moment, so what they write is the same to the letter, and no conflict comes of it.
 */
export function endDueOverlaps(limit: number): Command<OverlapsEnded> {
  return (snapshot, context) => {
    const chosen = dueOverlaps(snapshot, context.now).slice(0, limit);
    return end(chosen, context, 'time', ({ updatedAt, until }) => ({
      updatedAt: updatedAt > until ? updatedAt : until,
      updatedBy: 'mycouch',
    }));
  };
}

/** The accounts whose overlap should have ended by now, by tenant. */
export function dueOverlaps(snapshot: RegistrySnapshot, now: string): readonly Chosen[] {
  return [...snapshot.accounts].flatMap(([tenantId, all]) => {
    const tenant = snapshot.tenants.get(tenantId);
    const accounts = all.filter((one) => hasOverlap(one) && !overlapRuns(one, now));
    return tenant === undefined || accounts.length === 0 ? [] : [{ tenant, accounts }];
  });
}

interface Chosen {
  readonly tenant: Tenant;
  readonly accounts: readonly Account[];
}

function end(
  chosen: readonly Chosen[],
  context: CommandContext,
  because: 'operator' | 'time',
  stamp: (of: { readonly updatedAt: string; readonly until: string }) => {
    readonly updatedAt: string;
    readonly updatedBy: string;
  },
): CommandOutcome<OverlapsEnded> {
  const documents: (Tenant | Account)[] = [];
  const audit: AuditDraft[] = [];
  let count = 0;
  for (const { tenant, accounts } of chosen) {
    const ended = accounts.flatMap((account): readonly Account[] => {
      const { previous, updatedAt } = account;
      if (previous === null || previous === undefined) return [];
      const { until } = previous;
      return [
        { ...account, previous: { ...previous, ended: true }, ...stamp({ updatedAt, until }) },
      ];
    });
    if (ended.length === 0) continue;
    const until =
      ended
        .map(({ previous }) => previous?.until ?? '')
        .toSorted()
        .at(-1) ?? '';
    const changed: Tenant = {
      ...tenant,
      generation: tenant.generation + 1,
      ...stamp({ updatedAt: tenant.updatedAt, until }),
    };
    count += ended.length;
    documents.push(changed, ...ended);
    audit.push(
      tenantAudit('overlap_ended', changed, context, {
        because,
        before: { generation: tenant.generation },
        after: { generation: changed.generation },
        accounts: ended.map(({ name, previous }) => ({
          account: name,
          ended: previous?.username ?? '',
          until: previous?.until ?? null,
        })),
      }),
    );
  }
  return { documents, audit, result: { accounts: count, tenants: audit.length } };
}
