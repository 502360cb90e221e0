import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { CallerProof } from '../console/reauthentication.ts';
import { accountsApi } from './accounts.ts';
import { appApi } from './app.ts';
import { auditApi } from './audit.ts';
import { catchUpApi } from './catch-up.ts';
import { conflictsApi } from './conflicts.ts';
import { connectionApi } from './connection.ts';
import { driftApi } from './drift.ts';
import { filesApi } from './files.ts';
import { keysApi } from './keys.ts';
import { leaseApi } from './lease.ts';
import { planApi } from './plan.ts';
import { registryApi } from './registry.ts';
import { serversApi } from './servers.ts';
import { syncApi } from './sync.ts';
import { tenantsApi } from './tenants.ts';
import { vaultApi } from './vault.ts';
import type { Services } from './services.ts';

/**
 * The calls of the contract for one caller after the other: the same services, but what a caller proves
 * counts for that caller alone.
 */
export function callsFor(services: Services, newProof: () => CallerProof): () => ConsoleApi {
  const shared = {
    app: appApi(services),
    vault: vaultApi(services),
    tenants: tenantsApi(services),
    keys: keysApi(services),
    plan: planApi(services),
    drift: driftApi(services),
    servers: serversApi(services),
    lease: leaseApi(services),
    files: filesApi(services),
    sync: syncApi(services),
    conflicts: conflictsApi(services),
    catchUp: catchUpApi(services),
    registry: registryApi(services),
    audit: auditApi(services),
  };
  return () => {
    const proof = newProof();
    return {
      ...shared,
      connection: connectionApi(services, proof),
      accounts: accountsApi(services, proof),
    };
  };
}
