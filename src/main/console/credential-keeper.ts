import type { RotationReport } from '../../shared/bridge/account-views.ts';
import type { Clock } from '../../shared/clock.ts';
import { endDueOverlaps, endOverlap } from '../../shared/commands/end-overlap.ts';
import { hasOverlap } from '../../shared/documents/account.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import type { SyncStatus } from '../../shared/sync-status.ts';
import { accountOfSecret } from '../secrets/secret-store.ts';
import type { Agreements } from './agreements.ts';
import {
  rotateCredentials,
  type CredentialRotator,
  type RotationOrder,
} from './rotate-credentials.ts';

/** Milliseconds that changes are gathered before the registry is looked through. */
const lookTime = 500;
/** A timer waits no longer than this, in milliseconds; then it is looked at the clock again. */
const longestTimer = 3_600_000;
/** Tenants in one write; with their accounts and audit entries fewer than a thousand documents. */
const tenantsAtOnce = 200;

/** Keeps the passwords of service accounts: rotates, ends overlaps, and forgets what is of no use any more. */
export interface CredentialKeeper {
  readonly rotate: (order: RotationOrder) => Promise<RotationReport>;
  readonly endOverlap: (order: Omit<RotationOrder, 'overlapHours'>) => Promise<RotationReport>;
  /**
   * Ends the overlaps whose time is up, where the registry has just been seen to agree with the server's:
   * an old laptop must not write over a newer rotation. Answers how many accounts.
   */
  readonly endDue: () => Promise<number>;
  /** The registry or the sync status changed: looks soon, and again when the next overlap is over. */
  readonly look: () => void;
  /** The server was made what the registry says: passwords that nothing refers to any more go soon. */
  readonly applied: () => void;
  /** Does what is due and stops. */
  readonly close: () => Promise<void>;
}

export function createCredentialKeeper(
  options: CredentialRotator & {
    readonly agreements: Pick<Agreements, 'refresh' | 'provisioning'>;
    readonly syncStatus: () => SyncStatus;
    readonly clock: Clock;
    /** Whether overlaps are ended by a timer; a command that ends at once does it when it synchronises. */
    readonly watch: boolean;
    readonly onProblem: (error: unknown) => void;
  },
): CredentialKeeper {
  const { registry, secrets, agreements, clock, onProblem } = options;
  let turn: Promise<unknown> = Promise.resolve();
  let stopLooking: (() => void) | null = null;
  let stopWaiting: (() => void) | null = null;
  let stopCleaning: (() => void) | null = null;
  let purged = 0;
  let cleanAtClose = false;
  let closed = false;

  /** Between vault and registry a new password has nobody who refers to it: cleaning must not meet it. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function endDue(): Promise<number> {
    let ended = 0;
    while (options.syncStatus().state === 'synced') {
      const { accounts } = await registry.execute(endDueOverlaps(tenantsAtOnce));
      if (accounts === 0) break;
      ended += accounts;
    }
    return ended;
  }

  async function lookNow(): Promise<void> {
    await inTurn(endDue);
    if (closed) return;
    const before = purged;
    purged = purgedTenants(registry.snapshot());
    if (purged > before) cleanSoon();
    stopWaiting?.();
    stopWaiting = null;
    const next = nextEnd(registry.snapshot());
    const wait = next === null ? null : Date.parse(next) - clock.now().getTime();
    // What is over already waits for an agreement with the server, which is told by `look`.
    if (wait === null || wait <= 0) return;
    stopWaiting = clock.timer(Math.min(wait, longestTimer), look);
  }

  function look(): void {
    if (closed || !options.watch) return;
    stopLooking ??= clock.timer(lookTime, () => {
      stopLooking = null;
      lookNow().catch(onProblem);
    });
  }

  async function clean(): Promise<void> {
    if (secrets.status().state !== 'open') return;
    const snapshot = registry.snapshot();
    agreements.refresh(snapshot);
    const gone = secrets.names().filter((name) => isOfNoUse(name, snapshot, agreements));
    if (gone.length > 0) await secrets.deleteMany(gone);
  }

  function cleanSoon(): void {
    if (closed) return;
    // What an apply came to is noted after its last operation, and a command may end right then.
    cleanAtClose = true;
    stopCleaning ??= clock.timer(lookTime, () => {
      stopCleaning = null;
      inTurn(clean).catch(onProblem);
    });
  }

  return {
    rotate: (order) => inTurn(() => rotateCredentials(options, order)),
    endOverlap: (order) =>
      inTurn(async () => {
        const report = { accounts: 0, tenants: 0, overlapping: 0 };
        for (let start = 0; start < order.tenantIds.length; start += tenantsAtOnce) {
          const tenantIds = order.tenantIds.slice(start, start + tenantsAtOnce);
          const ended = await registry.execute(endOverlap({ ...order, tenantIds }));
          report.accounts += ended.accounts;
          report.tenants += ended.tenants;
        }
        return report;
      }),
    endDue: () => inTurn(endDue),
    look,
    applied: cleanSoon,
    close: async () => {
      closed = true;
      stopLooking?.();
      stopWaiting?.();
      stopCleaning?.();
      if (cleanAtClose) await inTurn(clean).catch(onProblem);
      await turn;
    },
  };
}

function purgedTenants({ tenants }: RegistrySnapshot): number {
  let count = 0;
  for (const { purgedAt } of tenants.values()) if (typeof purgedAt === 'string') count += 1;
  return count;
}

/** When the next overlap is over; null where none runs. */
function nextEnd(snapshot: RegistrySnapshot): string | null {
  let next: string | null = null;
  for (const accounts of snapshot.accounts.values()) {
    for (const account of accounts) {
      const until = hasOverlap(account) ? account.previous?.until : undefined;
      if (until !== undefined && (next === null || until < next)) next = until;
    }
  }
  return next;
}

/**
 * Whether a password can go: the tenant was purged, or the registry has another one in its place and the
 * server is known to have that too. What belongs to a tenant of another registry, or to an account whose
 * document cannot be read, stays.
 */
function isOfNoUse(
  name: string,
  snapshot: RegistrySnapshot,
  agreements: Pick<Agreements, 'provisioning'>,
): boolean {
  const of = accountOfSecret(name);
  const tenant = of === null ? undefined : snapshot.tenants.get(of.tenantId);
  if (of === null || tenant === undefined) return false;
  if (typeof tenant.purgedAt === 'string') return true;
  const account = snapshot.accounts.get(of.tenantId)?.find((one) => one.name === of.account);
  if (account === undefined || account.credential_id === of.credentialId) return false;
  if (hasOverlap(account) && account.previous?.credential_id === of.credentialId) return false;
  return agreements.provisioning(of.tenantId) === 'applied';
}
