import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { callAccessAction, type AccessAction } from './access-actions.ts';
import { useTenantUndo } from './use-tenant-undo.ts';
import { useTenantChange } from './use-tenant.ts';

interface Props {
  readonly tenant: TenantDetail;
  /** Null while none is asked for. */
  readonly action: AccessAction | null;
  readonly onClose: () => void;
}

/** Says what happens to a tenant's tokens and writes before it is done. */
export function AccessDialog({ tenant, action, onClose }: Props) {
  const undo = useTenantUndo();
  const change = useTenantChange((tenants, asked: AccessAction) =>
    callAccessAction(tenants, tenant.id, asked),
  );
  const text = words.tenants.accessActions[action ?? 'revokeTokens'];
  const close = () => {
    change.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={action !== null}
      title={text.title(tenant.name)}
      confirm={text.confirm}
      danger={action === 'revokeTokens'}
      pending={change.isPending}
      error={change.error}
      onClose={close}
      onConfirm={() => {
        if (action === null) return;
        change.mutate(action, {
          onSuccess: (after) => {
            close();
            undo.access(action, tenant, after);
          },
        });
      }}
    >
      <p>{text.text}</p>
    </ConfirmDialog>
  );
}
