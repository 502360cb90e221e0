import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { KeyCheck } from '../../../shared/bridge/views.ts';
import { keyProblem } from '../../../shared/naming.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';

const pause = 120;
const blueprint = 'blueprint_shop';

/** Asks main about a key a moment after the last letter; undefined until there is an answer for this key. */
export function useKeyCheck(key: string, enabled: boolean): KeyCheck | undefined {
  const client = useClient();
  const [settled] = useDebouncedValue(key, pause);
  const check = useQuery({
    queryKey: keys.keyCheck(settled),
    enabled: enabled && keyProblem(settled) === null,
    queryFn: () => client.tenants.checkKey({ key: settled, blueprint }),
  });
  return settled === key ? check.data : undefined;
}
