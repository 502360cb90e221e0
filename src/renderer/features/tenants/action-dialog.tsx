import { words } from '../../app/messages/words.ts';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import type { TenantAction } from './tenant-actions.ts';
import { useTenantChange } from './use-tenant.ts';

interface Props {
  readonly tenant: TenantDetail;
  /** The action asked for; null while none is. */
  readonly action: TenantAction | null;
  readonly onClose: () => void;
}

/** Says what an action means before it is done. */
export function ActionDialog({ tenant, action, onClose }: Props) {
  const change = useTenantChange((tenants, asked: TenantAction) =>
    tenants[asked]({ id: tenant.id }),
  );
  const text = words.tenants.actions[action ?? 'activate'];
  const close = () => {
    change.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={action !== null}
      title={text.title(tenant.name)}
      confirm={text.name}
      danger={action === 'remove' || action === 'suspend'}
      pending={change.isPending}
      error={change.error}
      onClose={close}
      onConfirm={() => {
        if (action !== null) change.mutate(action, { onSuccess: close });
      }}
    >
      <p>{text.text}</p>
    </ConfirmDialog>
  );
}
