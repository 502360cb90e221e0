import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { CallerProof } from '../console/reauthentication.ts';
import { accountsApi } from './accounts.ts';
import { applicationsApi } from './applications.ts';
import { appApi } from './app.ts';
import { auditApi } from './audit.ts';
import { catchUpApi } from './catch-up.ts';
import { conflictsApi } from './conflicts.ts';
import { connectionApi } from './connection.ts';
import { driftApi } from './drift.ts';
import { filesApi } from './files.ts';
import { gatewaysApi } from './gateways.ts';
import { invitationsApi } from './invitations.ts';
import { keysApi } from './keys.ts';
import { leaksApi } from './leaks.ts';
import { linksApi } from './links.ts';
import { leaseApi } from './lease.ts';
import { peopleApi } from './people.ts';
import { planApi } from './plan.ts';
import { registryApi } from './registry.ts';
import { serversApi } from './servers.ts';
import { syncApi } from './sync.ts';
import { tenantsApi } from './tenants.ts';
import { trialApi } from './trial.ts';
import { vaultApi } from './vault.ts';
import { workplaceApi } from './workplace.ts';
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
    people: peopleApi(services),
    invitations: invitationsApi(services),
    applications: applicationsApi(services),
    workplace: workplaceApi(services),
    links: linksApi(services),
    keys: keysApi(services),
    leaks: leaksApi(services),
    gateways: gatewaysApi(services),
    trial: trialApi(services),
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
