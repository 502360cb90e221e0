import { useQueryClient } from '@tanstack/react-query';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { useUndo } from '../../app/undo/use-undo.ts';
import type { AccessAction } from './access-actions.ts';
import type { TenantAction } from './tenant-actions.ts';

const inverse = {
  suspend: 'activate',
  activate: 'suspend',
  archive: 'unarchive',
  unarchive: 'archive',
  restore: 'remove',
  remove: 'restore',
} as const satisfies Readonly<Record<TenantAction, TenantAction>>;

/** Offers to take back an edit of one tenant; refused where somebody edited it since. */
export function useTenantUndo() {
  const client = useClient();
  const queries = useQueryClient();
  const { offer } = useUndo();
  const offered = (
    text: string,
    undo: (tenants: ConsoleClient['tenants']) => Promise<TenantDetail>,
  ) => {
    offer({
      text,
      undo: async () => {
        const tenant = await undo(client.tenants);
        queries.setQueryData(keys.tenant(tenant.id), tenant);
        await queries.invalidateQueries({ queryKey: keys.tenants });
      },
    });
  };
  const text = words.tenants.did;
  return {
    /** `after`: the tenant as the action left it. */
    action: (action: TenantAction, { id, rev, name }: TenantDetail) => {
      offered(text[action](name), (tenants) => tenants[inverse[action]]({ id, seen: rev }));
    },
    /** An owner who was made stays: a tenant that has one does not lose the last by the way. */
    edit: (before: TenantDetail, { id, rev, name, ownerEmail, description }: TenantDetail) => {
      const ownerMade = ownerEmail !== null && ownerEmail !== before.ownerEmail;
      if (ownerMade && name === before.name && description === before.description) return;
      offered(text.edit(name), (tenants) =>
        tenants.edit({
          id,
          seen: rev,
          name: before.name,
          description: before.description,
          ...(ownerMade ? {} : { ownerEmail: before.ownerEmail }),
        }),
      );
    },
    /** Tokens that were revoked stay so. */
    access: (action: AccessAction, before: TenantDetail, { id, rev, name }: TenantDetail) => {
      if (action === 'revokeTokens') return;
      const { readOnly, overQuota } = before;
      offered(text.flags(name), (tenants) =>
        tenants.setFlags({ id, seen: rev, readOnly, overQuota }),
      );
    },
  };
}
