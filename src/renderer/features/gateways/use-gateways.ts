import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';

/** The gateways, and what the connected server says of tokens. */
export function useGateways() {
  const client = useClient();
  return useQuery({ queryKey: keys.gateways, queryFn: () => client.gateways.list() });
}

/** A change of keys or handlers; both are read anew after it. */
export function useGatewayChange<Asked>(
  change: (calls: ConsoleClient['gateways'], asked: Asked) => Promise<unknown>,
) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: Asked) => change(client.gateways, asked),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.gateways }),
  });
}
