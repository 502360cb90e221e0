import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { RotationReport } from '../../../shared/bridge/account-views.ts';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';

/** A change of credentials; the tenants are read anew after it. */
export function useCredentialChange<Asked>(
  change: (accounts: ConsoleClient['accounts'], asked: Asked) => Promise<RotationReport>,
) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: Asked) => change(client.accounts, asked),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.tenants }),
  });
}
