import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { firstKeyFilter } from '../../app/data/key-filter.ts';
import { keys } from '../../app/data/keys.ts';
import { initialPeople } from '../../app/data/people-filter.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { useKeyPlace } from '../keys/key-place.ts';
import { useTenantChoice } from '../tenants/use-tenant-choice.ts';

/** Tenants, and people and keys, offered at once. */
const tenantsOffered = 8;
const othersOffered = 5;
/** Milliseconds after a keystroke. */
const typingPause = 60;

export interface Line {
  readonly id: string;
  readonly label: string;
  readonly keys: readonly string[];
  readonly run: () => void;
}

/** What of the registry is found by what was typed; nothing before anything was. */
export interface FoundLines {
  readonly tenants: readonly Line[];
  readonly people: readonly Line[];
  readonly apiKeys: readonly Line[];
}

const none: FoundLines = { tenants: [], people: [], apiKeys: [] };

/** Asks main for tenants, people and API keys, a few of each. */
export function useFoundLines(search: string): FoundLines {
  const client = useClient();
  const { go, openTenant, openPerson } = useNavigation();
  const [, setKeyPlace] = useKeyPlace();
  const [asked] = useDebouncedValue(search.trim().slice(0, 500), typingPause);
  const enabled = asked !== '';
  const tenants = useTenantChoice(asked, tenantsOffered, enabled);
  const people = useQuery({
    queryKey: [...keys.people, 'choice', asked],
    enabled,
    queryFn: async () => {
      const wanted = { ...initialPeople, search: asked, offset: 0, limit: othersOffered };
      return (await client.people.list(wanted)).rows;
    },
    placeholderData: keepPreviousData,
  });
  const apiKeys = useQuery({
    queryKey: [...keys.apiKeys, 'choice', asked],
    enabled,
    queryFn: async () => {
      const filter = { ...firstKeyFilter, state: 'all', search: asked } as const;
      return (await client.keys.list({ ...filter, offset: 0, limit: othersOffered })).rows;
    },
    placeholderData: keepPreviousData,
  });
  if (search.trim() === '') return none;
  return {
    tenants: (tenants.data ?? []).map(({ id, name, key }) => ({
      id: `tenant ${id}`,
      label: `${name} · ${key}`,
      keys: [],
      run: () => {
        openTenant(id);
      },
    })),
    people: (people.data ?? []).map(({ userId, email, name }) => ({
      id: `person ${userId ?? email}`,
      label: name === '' ? email : `${name} · ${email}`,
      keys: [],
      run: () => {
        openPerson({ userId, email });
      },
    })),
    apiKeys: (apiKeys.data ?? []).map(({ id, name, prefix, tenantKey }) => ({
      id: `key ${id}`,
      label: `${name} · ${prefix}… · ${tenantKey}`,
      keys: [],
      run: () => {
        setKeyPlace({ openId: id, filter: { ...firstKeyFilter, state: 'all' } });
        go('apiKeys');
      },
    })),
  };
}
