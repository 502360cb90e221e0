import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { KeyDetail, MadeKey } from '../../shared/bridge/key-views.ts';
import { createApiKey } from '../../shared/commands/create-apikey.ts';
import type { Command } from '../../shared/commands/command.ts';
import { editApiKey } from '../../shared/commands/edit-apikey.ts';
import { requireKey } from '../../shared/commands/key-input.ts';
import { requireBlueprint } from '../../shared/commands/new-tenant.ts';
import { requireTenant } from '../../shared/commands/require-tenant.ts';
import { revokeApiKeys } from '../../shared/commands/revoke-apikeys.ts';
import { rotateApiKey } from '../../shared/commands/rotate-apikey.ts';
import type { ApiKey } from '../../shared/documents/apikey.ts';
import { makeKey } from '../../shared/keys/make-key.ts';
import { revocationPreview } from '../console/key-revocation.ts';
import { keyDetail, keyRow, keyUsage } from '../console/key-views.ts';
import { knownKey } from '../console/known-key.ts';
import { sha256 } from '../log/sha256.ts';
import type { Services } from './services.ts';

type KeyServices = Pick<Services, 'keys' | 'clock' | 'randomBytes'> & {
  readonly registry: Pick<Services['registry'], 'snapshot' | 'execute'>;
};

export function keysApi(services: KeyServices): ConsoleApi['keys'] {
  const { registry, keys, clock, randomBytes } = services;
  const nowText = () => clock.now().toISOString();

  function refreshed() {
    const snapshot = registry.snapshot();
    keys.refresh(snapshot);
    return snapshot;
  }

  function detail(id: string): KeyDetail {
    const snapshot = refreshed();
    requireKey(snapshot, id);
    const now = nowText();
    const indexed = keys.get(id, now);
    if (indexed === undefined) throw new Error('The index of the keys is behind the registry.');
    return keyDetail(indexed, snapshot, keys.replacedOne(id), now);
  }

  /** The key itself is in the answer alone: only its hash goes into the registry. */
  async function made(
    command: (key: { readonly keyId: string; readonly keyHash: string }) => Command<unknown>,
  ): Promise<MadeKey> {
    const { keyId, key } = makeKey(randomBytes);
    await registry.execute(command({ keyId, keyHash: sha256(key) }));
    return { key: detail(keyId), secret: key };
  }

  return {
    list: ({ offset, limit, ...query }) => {
      refreshed();
      const now = nowText();
      const found = keys.find(query, now);
      return Promise.resolve({
        rows: found.slice(offset, offset + limit).map((one) => keyRow(one, now)),
        total: found.length,
        counts: keys.counts(query.tenantId, now),
      });
    },
    get: ({ id }) => Promise.resolve(detail(id)),
    usage: ({ tenantId, days }) =>
      Promise.resolve(keyUsage(registry.snapshot(), tenantId, nowText(), days)),
    databases: ({ tenantId }) => {
      const snapshot = registry.snapshot();
      const { blueprint } = requireTenant(snapshot, tenantId);
      return Promise.resolve(
        requireBlueprint(snapshot, blueprint).databases.map(({ name }) => name),
      );
    },
    create: (input) => made((key) => createApiKey({ ...input, ...key })),
    edit: async ({ id, ...fields }) => {
      await registry.execute(editApiKey({ keyId: id, ...fields }));
      return detail(id);
    },
    rotate: ({ id, overlapHours, idleHours, expiresAt }) =>
      made(({ keyId: newKeyId, keyHash: newKeyHash }) => (snapshot, context) => {
        const end =
          expiresAt === undefined ? sameLife(requireKey(snapshot, id), context.now) : expiresAt;
        return rotateApiKey({
          keyId: id,
          newKeyId,
          newKeyHash,
          overlapHours,
          idleHours,
          expiresAt: end,
        })(snapshot, context);
      }),
    previewRevoke: ({ keyIds }) =>
      Promise.resolve(revocationPreview(registry.snapshot(), keyIds, nowText())),
    revoke: ({ keyIds, reason, hard }) => registry.execute(revokeApiKeys({ keyIds, reason, hard })),
    known: ({ keys: sought }) => {
      const snapshot = registry.snapshot();
      return Promise.resolve(sought.map((one) => knownKey(snapshot, one, nowText())));
    },
  };
}

/** Years of more than four figures are written otherwise, and could not be compared as texts. */
const latestEnd = Date.parse('9999-12-31T23:59:59.999Z');

/** The new key lives as long from now as the old one was to from the day it was made. */
function sameLife({ createdAt, expiresAt }: ApiKey, now: string): string | null {
  if (expiresAt === null) return null;
  const life = Math.max(0, Date.parse(expiresAt) - Date.parse(createdAt));
  return new Date(Math.min(Date.parse(now) + life, latestEnd)).toISOString();
}
