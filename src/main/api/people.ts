import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { ListedProblem } from '../../shared/bridge/people-views.ts';
import { addPeople, type NotAdded } from '../../shared/commands/add-people.ts';
import { changeMember, removeMember, restoreMember } from '../../shared/commands/change-member.ts';
import {
  bringPersonBack,
  removePerson,
  renamePerson,
} from '../../shared/commands/remove-person.ts';
import { requireTenant } from '../../shared/commands/require-tenant.ts';
import { setSharing } from '../../shared/commands/set-sharing.ts';
import { transferOwnership } from '../../shared/commands/transfer-ownership.ts';
import { readAddressList, type ListedAddress } from '../../shared/people/address-list.ts';
import { addressKey } from '../../shared/people/email-address.ts';
import { createPeopleIndex } from '../console/people-index.ts';
import { personDetail, tenantPeople } from '../console/people-views.ts';
import type { Services } from './services.ts';

export function peopleApi({ registry, clock }: Services): ConsoleApi['people'] {
  const index = createPeopleIndex();
  const now = () => clock.now().toISOString();
  return {
    list: ({ offset, limit, ...query }) => {
      const { rows, counts } = index.find(registry.snapshot(), query, now());
      return Promise.resolve({
        rows: rows.slice(offset, offset + limit),
        total: rows.length,
        counts,
      });
    },
    get: (wanted) => Promise.resolve(personDetail(registry.snapshot(), wanted, now())),
    ofTenant: ({ tenantId, ...query }) => {
      const snapshot = registry.snapshot();
      const tenant = requireTenant(snapshot, tenantId);
      return Promise.resolve(tenantPeople(snapshot, tenant, query, now()));
    },
    add: async ({ tenantIds, list, role, furtherRoles }) => {
      const { entries, problems } = readAddressList(list);
      const { refused, ...counts } = await registry.execute(
        addPeople({ tenantIds, people: entries, role, furtherRoles }),
      );
      const { tenants } = registry.snapshot();
      const told = foldRefused(refused, tenantIds.length, (id) => tenants.get(id)?.key ?? '');
      return { ...counts, ...remaining(problems, told, entries) };
    },
    change: (input) => registry.execute(changeMember(input)),
    remove: (input) => registry.execute(removeMember(input)),
    restore: (input) => registry.execute(restoreMember(input)),
    transfer: (input) => registry.execute(transferOwnership(input)),
    removeEverywhere: (input) => registry.execute(removePerson(input)),
    bringBack: (input) => registry.execute(bringPersonBack(input)),
    rename: (input) => registry.execute(renamePerson(input)),
    setSharing: async (input) => {
      const { changed } = await registry.execute(setSharing(input));
      return { changed };
    },
  };
}

const keysTold = 3;

/** Each refusal once: of a person in all tenants without their keys, of some with them. */
export function foldRefused(
  refused: readonly NotAdded[],
  tenants: number,
  keyOf: (tenantId: string) => string,
): readonly { readonly address: string; readonly message: string }[] {
  const groups = new Map<string, { address: string; message: string; keys: string[] }>();
  for (const { address, tenantId, message } of refused) {
    const name = JSON.stringify([address, message]);
    const group = groups.get(name) ?? { address, message, keys: [] };
    groups.set(name, group);
    group.keys.push(keyOf(tenantId));
  }
  return [...groups.values()].map(({ address, message, keys }) => {
    if (keys.length === tenants) return { address, message };
    const more = keys.length > keysTold ? ` and ${String(keys.length - keysTold)} more` : '';
    return { address, message: `${keys.slice(0, keysTold).join(', ')}${more}: ${message}` };
  });
}

/**
 * What of a pasted list came to nothing, in the order of the text: the parts nobody could read and the
 * addresses that were refused.
 */
export function remaining(
  problems: readonly ListedProblem[],
  refused: readonly { readonly address: string; readonly message: string }[],
  entries: readonly ListedAddress[],
): { readonly problems: readonly ListedProblem[]; readonly rest: string } {
  const places = new Map(entries.map((entry) => [addressKey(entry.address), entry]));
  const told = [
    ...problems.map(({ line, text, message }) => ({ line, text, message })),
    ...refused.map(({ address, message }) => {
      const entry = places.get(addressKey(address));
      const named = entry === undefined || entry.name === '' ? address : written(entry);
      return { line: entry?.line ?? 1, text: named, message };
    }),
  ].toSorted((a, b) => a.line - b.line);
  return { problems: told, rest: [...new Set(told.map(({ text }) => text))].join('\n') };
}

function written({ name, address }: ListedAddress): string {
  const quoted = /[",;<>]/u.test(name) ? `"${name.replaceAll(/["\\]/gu, '\\$&')}"` : name;
  return `${quoted} <${address}>`;
}
