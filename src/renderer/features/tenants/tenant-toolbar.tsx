import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import { ProvisioningBadge, StateBadge } from '../../components/badge.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { ChangeKeyDialog } from './change-key-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { actionsIn, type TenantAction } from './tenant-actions.ts';

const text = words.tenants;

/** Where the tenant stands, and what can be done with it. */
export function TenantToolbar({ tenant }: { readonly tenant: TenantDetail }) {
  const [action, setAction] = useState<TenantAction | null>(null);
  const [dialog, setDialog] = useState<'edit' | 'key' | null>(null);
  const [first, ...others] = actionsIn(tenant.state);
  const menu = useRef<HTMLButtonElement>(null);
  // A menu's item goes with its menu, so that its button stands for it as what opened the dialog.
  const fromMenu = (open: () => void) => () => {
    menu.current?.focus();
    open();
  };
  const closeDialog = () => {
    setDialog(null);
  };
  return (
    <div className="detail-toolbar">
      <StateBadge state={tenant.state} />
      <ProvisioningBadge provisioning={tenant.provisioning} />
      <span className="spacer" />
      {tenant.state !== 'deleted' && (
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            setDialog('edit');
          }}
        >
          {text.edit}
        </Button>
      )}
      {first !== undefined && (
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            setAction(first);
          }}
        >
          {text.actions[first].name}
        </Button>
      )}
      {(others.length > 0 || tenant.keyChangeable) && (
        <Menu position="bottom-end" shadow="none" withinPortal={false}>
          <Menu.Target>
            <ActionIcon ref={menu} variant="default" size={30} aria-label={text.more}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {tenant.keyChangeable && (
              <Menu.Item
                onClick={fromMenu(() => {
                  setDialog('key');
                })}
              >
                {text.changeKey}
              </Menu.Item>
            )}
            {others.map((other) => (
              <Menu.Item
                key={other}
                {...(other === 'remove' ? { color: 'red' } : {})}
                onClick={fromMenu(() => {
                  setAction(other);
                })}
              >
                {text.actions[other].name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <ActionDialog
        tenant={tenant}
        action={action}
        onClose={() => {
          setAction(null);
        }}
      />
      {dialog === 'edit' && <EditDialog tenant={tenant} onClose={closeDialog} />}
      {dialog === 'key' && <ChangeKeyDialog tenant={tenant} onClose={closeDialog} />}
    </div>
  );
}
