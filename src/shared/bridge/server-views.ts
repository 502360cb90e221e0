import type { AgentAllowance } from '../documents/server.ts';

/** One server that this console knows. */
export interface ServerRow {
  readonly serverId: string;
  readonly name: string;
  /** Without credentials. */
  readonly url: string;
  readonly couchdbUuid: string;
  readonly version: string;
  readonly practice: boolean;
  /** The one that is connected, whose registry is in use. */
  readonly current: boolean;
  readonly mayApply: boolean;
  readonly production: boolean;
  readonly readOnly: boolean;
  readonly agentApplies: AgentAllowance;
  /** Of its registry; null where it is not open. */
  readonly tenants: number | null;
  readonly databases: number | null;
}

/** Who applies, as told by the lease. */
export interface LeaseView {
  /** `none`, `other`: another device, `mine`: this device. */
  readonly state: 'none' | 'mine' | 'other';
  readonly device: string;
  readonly actor: string;
  readonly purpose: 'apply' | 'agent';
  readonly acquiredAt: string;
  readonly expiresAt: string;
  /** True where its time is up and nobody has taken it over. */
  readonly expired: boolean;
}

/** Changes feeds that are open on a server, whoever they belong to. */
export interface OpenFeeds {
  /** Null where the server does not tell. */
  readonly count: number | null;
  readonly nodes: readonly { readonly name: string; readonly count: number | null }[];
}
