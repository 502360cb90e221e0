import type { KeyState } from '../conflicts/safest-apikey.ts';
import type { TenantState } from '../documents/tenant.ts';
import type { GatewayUse } from '../keys/gateway-usage.ts';
import type { DayCount } from '../keys/key-usage.ts';
import type { EndReason } from '../keys/replaced-keys.ts';

/** What is worth knowing of a key that still works, beside its state. */
export const keyMarks = ['stale', 'expiring', 'replaced'] as const;
export type KeyMark = (typeof keyMarks)[number];

/** An API key as a line of the list; neither the key nor its hash is in any answer. */
export interface KeyRow {
  readonly id: string;
  /** `myc_<id>_…`. */
  readonly prefix: string;
  readonly name: string;
  readonly tenantId: string;
  readonly tenantKey: string;
  readonly tenantName: string;
  /** A tenant that is not active lets none of its keys in. */
  readonly tenantState: TenantState;
  readonly state: KeyState;
  readonly marks: readonly KeyMark[];
  readonly access: 'read' | 'write';
  /** Null: all of the tenant's. */
  readonly databases: readonly string[] | null;
  readonly createdAt: string;
  readonly createdBy: string;
  /** Null: never, as far as is known. */
  readonly lastUsed: string | null;
  /** Exchanges today, in UTC, and over the last 30 days, at all gateways. */
  readonly today: number;
  readonly month: number;
  readonly expiresAt: string | null;
}

export type KeyCounts = Readonly<Record<KeyState | KeyMark, number>>;

export interface KeyPage {
  readonly rows: readonly KeyRow[];
  /** Rows that match, of which `rows` is one page. */
  readonly total: number;
  /** Of the tenant or all, whatever the filter. */
  readonly counts: KeyCounts;
}

export interface KeyDetail extends KeyRow {
  readonly updatedAt: string;
  readonly updatedBy: string;
  /** The key that takes this one's place. */
  readonly replacedBy: { readonly id: string; readonly prefix: string } | null;
  /** The key whose place this one took. */
  readonly replaces: { readonly id: string; readonly prefix: string } | null;
  /** When a replaced key is revoked by itself, as far as is known now. */
  readonly ends: { readonly at: string; readonly reason: EndReason } | null;
  readonly idleHours: number | null;
  /** Exchanges over the last 90 days, the last day being today in UTC. */
  readonly days: readonly DayCount[];
  /** The same by gateway; only those that it was ever exchanged at. */
  readonly gateways: readonly GatewayUse[];
  /** Databases of the tenant's blueprint, to choose from. */
  readonly databaseChoices: readonly string[];
}

/** A key that was just made. The secret is in this answer and nowhere else. */
export interface MadeKey {
  readonly key: KeyDetail;
  readonly secret: string;
}

/** What revoking keys leaves behind. */
export interface RevocationPreview {
  /** Keys that are not revoked yet. */
  readonly keys: number;
  /** ISO instant: softly, tokens that were made before may live until then. */
  readonly tokensUntil: string;
  /** Tenants whose tokens are all refused where it is done hard; those without access have none. */
  readonly hardTenants: number;
  /** Their names, the first few. */
  readonly tenantNames: readonly string[];
  /** Working keys of these tenants that stay: what uses them gets a new token with them. */
  readonly otherKeys: number;
}

export interface RevocationReport {
  readonly revoked: number;
  /** Tenants whose epoch was raised; it takes effect with the next apply. */
  readonly tenants: number;
}

export interface KeyUsage {
  readonly days: readonly DayCount[];
  readonly total: number;
  readonly lastUsed: string | null;
  /** The most used: keys of the tenant, or tenants where all were asked for. */
  readonly top: readonly {
    readonly id: string;
    readonly title: string;
    readonly count: number;
    readonly lastUsed: string | null;
  }[];
}

/** Whose key it is that was found somewhere. */
export interface KnownKey {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  readonly tenantKey: string;
  readonly tenantName: string;
  readonly state: KeyState;
}
