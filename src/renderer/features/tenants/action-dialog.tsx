import { words } from '../../app/messages/words.ts';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { TypedConfirmDialog } from '../../components/typed-confirm-dialog.tsx';
import type { TenantAction } from './tenant-actions.ts';
import { useTenantUndo } from './use-tenant-undo.ts';
import { useTenantChange } from './use-tenant.ts';

interface Props {
  readonly tenant: TenantDetail;
  /** The action asked for; null while none is. */
  readonly action: TenantAction | null;
  readonly onClose: () => void;
}

/** Says what an action means before it is done. The tenant one works in is deleted by its key alone. */
export function ActionDialog({ tenant, action, onClose }: Props) {
  const undo = useTenantUndo();
  const change = useTenantChange(
    (tenants, asked: { readonly action: TenantAction; readonly confirm: string | null }) =>
      asked.action === 'remove'
        ? tenants.remove({ id: tenant.id, confirm: asked.confirm })
        : tenants[asked.action]({ id: tenant.id }),
  );
  const text = words.tenants.actions[action ?? 'activate'];
  const close = () => {
    change.reset();
    onClose();
  };
  const confirm = (typed: string | null) => {
    if (action === null) return;
    change.mutate(
      { action, confirm: typed },
      {
        onSuccess: (after) => {
          close();
          undo.action(action, after);
        },
      },
    );
  };
  const common = {
    opened: action !== null,
    title: text.title(tenant.name),
    confirm: text.name,
    danger: action === 'remove' || action === 'suspend',
    pending: change.isPending,
    error: change.error,
    onClose: close,
  };
  if (action === 'remove' && tenant.active) {
    return (
      <TypedConfirmDialog {...common} typed={tenant.key} onConfirm={confirm}>
        <p>{text.text}</p>
        <p>{words.tenants.removingActive(tenant.key)}</p>
      </TypedConfirmDialog>
    );
  }
  return (
    <ConfirmDialog
      {...common}
      onConfirm={() => {
        confirm(null);
      }}
    >
      <p>{text.text}</p>
    </ConfirmDialog>
  );
}
