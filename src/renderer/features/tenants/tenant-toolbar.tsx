import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { linkParts } from '../../../shared/links/deep-link.ts';
import { words } from '../../app/messages/words.ts';
import { FlagBadge, ProvisioningBadge, StateBadge } from '../../components/badge.tsx';
import { accessActionsOf, type AccessAction } from './access-actions.ts';
import { AccessDialog } from './access-dialog.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { ChangeKeyDialog } from './change-key-dialog.tsx';
import { PurgeDialog } from './purge-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { tabOfPart } from '../links/link-places.ts';
import { useCopyLink } from '../links/use-copy-link.ts';
import { actionsIn, type TenantAction } from './tenant-actions.ts';
import { useTenantCommands } from './use-tenant-commands.ts';
import { useTenantTab } from './use-tenant-tab.ts';

const text = words.tenants;

interface Props {
  readonly tenant: TenantDetail;
  /** The registry has it no more; only a form that is open still shows it. */
  readonly gone: boolean;
  readonly onEditing: (editing: boolean) => void;
}

/** Where the tenant stands, and what can be done with it. */
export function TenantToolbar({ tenant, gone, onEditing }: Props) {
  const [action, setAction] = useState<TenantAction | null>(null);
  const [dialog, setDialog] = useState<'edit' | 'key' | 'purge' | null>(null);
  const [access, setAccess] = useState<AccessAction | null>(null);
  const accessActions = accessActionsOf(tenant);
  const purgeable = tenant.state === 'deleted' && tenant.purgedAt === null;
  const [first, ...others] = actionsIn(tenant);
  const menu = useRef<HTMLButtonElement>(null);
  // A menu's item goes with its menu, so that its button stands for it as what opened the dialog.
  const fromMenu = (open: () => void) => () => {
    menu.current?.focus();
    open();
  };
  const closeDialog = () => {
    setDialog(null);
  };
  const edit = () => {
    setDialog('edit');
    onEditing(true);
  };
  const [tab] = useTenantTab();
  const copy = useCopyLink();
  const copyLink = () => {
    // A key that can still be changed would lead elsewhere one day.
    const named = tenant.keyChangeable ? tenant.id : tenant.key;
    const part = linkParts.find((one) => tabOfPart[one] === tab) ?? null;
    copy({ to: 'tenant', tenant: named, part });
  };
  useTenantCommands(tenant, {
    copyLink,
    action: setAction,
    access: setAccess,
    edit,
    changeKey: () => {
      setDialog('key');
    },
    purge: () => {
      setDialog('purge');
    },
  });
  return (
    <div className="detail-toolbar">
      <StateBadge state={tenant.state} />
      <ProvisioningBadge provisioning={tenant.provisioning} />
      {tenant.readOnly && <FlagBadge flag="readOnly" />}
      {tenant.overQuota && <FlagBadge flag="overQuota" />}
      {tenant.purgedAt !== null && <FlagBadge flag="purged" />}
      <span className="spacer" />
      {tenant.state !== 'deleted' && (
        <Button size="xs" variant="default" onClick={edit}>
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
      <Menu position="bottom-end" shadow="none" withinPortal={false}>
        <Menu.Target>
          <ActionIcon ref={menu} variant="default" size={30} aria-label={text.more}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={fromMenu(copyLink)}>{words.links.copy}</Menu.Item>
          {tenant.keyChangeable && (
            <Menu.Item
              onClick={fromMenu(() => {
                setDialog('key');
              })}
            >
              {text.changeKey}
            </Menu.Item>
          )}
          {accessActions.map((other) => (
            <Menu.Item
              key={other}
              onClick={fromMenu(() => {
                setAccess(other);
              })}
            >
              {text.accessActions[other].name}
            </Menu.Item>
          ))}
          {accessActions.length > 0 && <Menu.Divider />}
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
          {purgeable && (
            <Menu.Item
              color="red"
              onClick={fromMenu(() => {
                setDialog('purge');
              })}
            >
              {text.purge.name}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ActionDialog
        tenant={tenant}
        action={action}
        onClose={() => {
          setAction(null);
        }}
      />
      <AccessDialog
        tenant={tenant}
        action={access}
        onClose={() => {
          setAccess(null);
        }}
      />
      <PurgeDialog tenant={tenant} opened={dialog === 'purge'} onClose={closeDialog} />
      {dialog === 'edit' && (
        <EditDialog
          tenant={tenant}
          gone={gone}
          onClose={() => {
            closeDialog();
            onEditing(false);
          }}
        />
      )}
      {dialog === 'key' && <ChangeKeyDialog tenant={tenant} onClose={closeDialog} />}
    </div>
  );
}
