import type { Clock } from '../../shared/clock.ts';
import type { Lease } from '../../shared/documents/lease.ts';
import type { PlatformRole } from '../../shared/permissions/permission.ts';
import type { Agreements } from '../console/agreements.ts';
import type { CatchUpKeeper } from '../console/catch-up.ts';
import type { Connection } from '../connection/connection.ts';
import type { Conflicts } from '../console/conflicts.ts';
import type { CredentialKeeper } from '../console/credential-keeper.ts';
import type { LeaseBoard } from '../console/lease-board.ts';
import type { Drift } from '../console/drift.ts';
import type { Planner } from '../console/planner.ts';
import type { ClipboardPort } from '../console/ports.ts';
import type { Preferences } from '../console/preferences.ts';
import type { SyncKeeper } from '../connection/sync-keeper.ts';
import type { TenantIndex } from '../console/tenant-index.ts';
import type { Device } from '../files/device.ts';
import type { LogService } from '../log/log-service.ts';
import type { Registry } from '../registry/registry.ts';
import type { SecretStore } from '../secrets/secret-store.ts';

/** What the calls of the contract are made of. */
export interface Services {
  readonly version: string;
  readonly operatorName: string;
  readonly role: PlatformRole;
  readonly device: Device;
  readonly registry: Registry;
  readonly secrets: SecretStore;
  readonly preferences: Preferences;
  readonly tenants: TenantIndex;
  readonly agreements: Agreements;
  readonly connection: Connection;
  readonly credentials: CredentialKeeper;
  readonly conflicts: Conflicts;
  readonly sync: SyncKeeper;
  readonly planner: Planner;
  readonly drift: Drift;
  readonly catchUp: CatchUpKeeper;
  readonly log: LogService;
  readonly leaseBoard: LeaseBoard;
  readonly appliesAs: Lease['purpose'];
  readonly clipboard: ClipboardPort | null;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly randomBytes: (size: number) => Uint8Array;
}
