import { withPlainAsk, type PlainAnswer, type PlainAsk } from '../../couch/plain-request.ts';
import type { KeyTrial, TriedProbe } from '../../shared/bridge/trial-views.ts';
import { tenantState } from '../../shared/documents/tenant.ts';
import { ConsoleError, reportError } from '../../shared/errors.ts';
import { registryDatabase } from '../../shared/naming.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { tenantDatabases } from '../../shared/tenant-names.ts';
import {
  exchangeCurl,
  outcomeOf,
  probeCurl,
  probesFor,
  verdictOf,
  type Probe,
} from '../../shared/trial/probes.ts';
import { concernsOf } from '../../shared/trial/token-concerns.ts';
import { tokenFacts, type TokenFacts } from '../../shared/trial/token-facts.ts';
import { readDatabases, readRefusal, readToken } from './gateway-answers.ts';

/** Requests at once. */
const atOnce = 4;

export interface TrialOrder {
  /** Whole and with a right checksum. */
  readonly key: string;
  readonly keyId: string;
  /** Looked at already, without a slash at its end. */
  readonly gateway: string;
  readonly snapshot: RegistrySnapshot;
  readonly trialId: string;
}

/**
 * Exchanges a key and asks for what its token should reach and should not. Nothing is written. The token is beside
 * the trial, never in it. Errors: those of the connection while exchanging; later ones are in the probes.
 */
export function runTrial(
  order: TrialOrder,
  withAsk: typeof withPlainAsk = withPlainAsk,
): Promise<{ readonly trial: KeyTrial; readonly token: string | null }> {
  return withAsk(async (ask) => {
    const { gateway } = order;
    const base = { gateway, curl: exchangeCurl(gateway) };
    const answer = await exchanged(ask, order);
    const token = readToken(answer);
    const facts =
      token === null
        ? null
        : tokenFacts(token, (part) => Buffer.from(part, 'base64url').toString('utf8'));
    if (token === null || facts === null) {
      const trial = { ...base, refusal: readRefusal(answer), token: null, probes: [] };
      return { trial, token: null };
    }
    const probes = await tried(ask, order, token, facts);
    const trial: KeyTrial = { ...base, refusal: null, token: judged(order, facts), probes };
    return { trial, token };
  });
}

async function exchanged(ask: PlainAsk, { gateway, key }: TrialOrder): Promise<PlainAnswer> {
  try {
    return await ask({ method: 'POST', url: `${gateway}/auth/token`, bearer: key });
  } catch (error) {
    const { code, message } = reportError(error);
    throw new ConsoleError(code, `The gateway could not be asked. ${message}`, {
      remedy: 'Check the address, and that the gateway is running there.',
    });
  }
}

function judged(
  { snapshot, gateway, keyId, trialId }: TrialOrder,
  facts: TokenFacts,
): KeyTrial['token'] {
  const key = snapshot.apikeysById.get(keyId);
  const tenant = key === undefined ? undefined : snapshot.tenants.get(key.tenant_id);
  const signer = facts.kid === null ? undefined : snapshot.signingKeys.get(facts.kid);
  return {
    trialId,
    facts,
    signedBy: signer === undefined ? null : { gateway: signer.gateway, state: signer.state },
    concerns: concernsOf(facts, {
      gateway,
      keyId,
      key:
        key === undefined
          ? null
          : { tenantId: key.tenant_id, epoch: tenant?.epoch ?? 0, ...key.scopes },
      signer: signer?.state ?? null,
    }),
  };
}

async function tried(
  ask: PlainAsk,
  order: TrialOrder,
  token: string,
  facts: TokenFacts,
): Promise<readonly TriedProbe[]> {
  const { gateway, snapshot } = order;
  const listed = readDatabases(
    await ask({ method: 'GET', url: `${gateway}/_all_dbs`, bearer: token }).catch(() => null),
  );
  const tenant = facts.tenantId === null ? undefined : snapshot.tenants.get(facts.tenantId);
  const blueprint = tenant === undefined ? undefined : snapshot.blueprints.get(tenant.blueprint);
  const owners = databaseOwners(snapshot);
  const probes = probesFor({
    access: facts.access === 'write' ? 'write' : 'read',
    databases: facts.databases,
    tenant:
      tenant === undefined || blueprint === undefined
        ? null
        : {
            readOnly: tenant.readOnly,
            databases: tenantDatabases(blueprint, tenant.key).map((database, at) => ({
              name: blueprint.databases[at]?.name ?? database,
              database,
            })),
          },
    foreign: foreignDatabase(snapshot, owners, facts.tenantId),
    listed,
    isForeign: (database) => {
      const owner = owners.get(database);
      return owner !== undefined && owner !== facts.tenantId;
    },
    registry: registryDatabase,
  });
  const done: TriedProbe[] = [];
  for (let first = 0; first < probes.length; first += atOnce) {
    const some = probes.slice(first, first + atOnce);
    done.push(...(await Promise.all(some.map((probe) => one(ask, gateway, token, probe)))));
  }
  return done;
}

async function one(
  ask: PlainAsk,
  gateway: string,
  token: string,
  probe: Probe,
): Promise<TriedProbe> {
  const curl = probeCurl(gateway, probe);
  try {
    const answer = await ask({ method: 'GET', url: gateway + probe.path, bearer: token });
    const outcome = outcomeOf(answer.status);
    const reason = outcome === 'reached' ? '' : readRefusal(answer).reason;
    const verdict = verdictOf(probe, outcome);
    return { ...probe, curl, outcome, verdict, status: answer.status, reason };
  } catch (error) {
    const reason = reportError(error).message;
    return { ...probe, curl, outcome: 'failed', verdict: 'unknown', status: null, reason };
  }
}

/** Of each database that a tenant has or is to have, whose it is. */
function databaseOwners(snapshot: RegistrySnapshot): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { tenant_id, key, blueprint } of snapshot.tenants.values()) {
    const found = snapshot.blueprints.get(blueprint);
    if (found === undefined) continue;
    for (const name of tenantDatabases(found, key)) owners.set(name, tenant_id);
  }
  return owners;
}

/** A database of another tenant, of one that is active where there is any. */
function foreignDatabase(
  { tenants }: RegistrySnapshot,
  owners: ReadonlyMap<string, string>,
  tenantId: string | null,
): string | null {
  let other: string | null = null;
  for (const [database, owner] of owners) {
    if (owner === tenantId) continue;
    const tenant = tenants.get(owner);
    if (tenant !== undefined && tenantState(tenant) === 'active') return database;
    other ??= database;
  }
  return other;
}
