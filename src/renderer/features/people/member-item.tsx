import { ActionIcon, Menu, NativeSelect } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import type { MemberRow, TenantPeople } from '../../../shared/bridge/people-views.ts';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { tenantRoleSchema, tenantRoles } from '../../../shared/documents/membership.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { useUndo } from '../../app/undo/use-undo.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { FurtherRolesDialog } from './further-roles-dialog.tsx';
import { TransferDialog } from './transfer-dialog.tsx';
import { usePeopleChange } from './use-people.ts';

const text = words.people;
const choices = tenantRoles.toReversed().map((value) => ({ value, label: text.roles[value] }));

interface Props {
  readonly tenant: TenantDetail;
  readonly member: MemberRow;
  readonly owners: TenantPeople['owners'];
  readonly editable: boolean;
}

/** One member of a tenant: who, as what, and what can be done about it. */
export function MemberItem({ tenant, member, owners, editable }: Props) {
  const client = useClient();
  const { openPerson } = useNavigation();
  const { offer } = useUndo();
  const [asking, setAsking] = useState<'further' | 'transfer' | null>(null);
  const ref = { tenantId: tenant.id, userId: member.userId };
  const who = member.name === '' ? member.email : member.name;
  const change = usePeopleChange(({ people }, role: MemberRow['role']) =>
    people.change({ ...ref, role }),
  );
  const remove = usePeopleChange(({ people }, wanted: typeof ref) => people.remove(wanted));
  const close = () => {
    setAsking(null);
  };
  const error = change.error ?? remove.error;
  return (
    <li className="member">
      <div className="member-line">
        <div className="member-who">
          <span className="ellipsis member-name" title={who}>
            {who}
          </span>
          {member.name !== '' && (
            <span className="muted ellipsis" title={member.email}>
              {member.email}
            </span>
          )}
        </div>
        {member.furtherRoles.map((role) => (
          <span key={role} className="mark-badge">
            {role}
          </span>
        ))}
        {member.lastOwner && (
          <span className="mark-badge" title={text.lastOwnerHint}>
            {text.lastOwner}
          </span>
        )}
        <NativeSelect
          size="xs"
          className="member-role"
          aria-label={text.roleOf(who)}
          title={text.rolesText[member.role]}
          data={choices}
          value={member.role}
          disabled={!editable}
          onChange={(event) => {
            const role = tenantRoleSchema.parse(event.currentTarget.value);
            const before = member.role;
            remove.reset();
            change.mutate(role, {
              onSuccess: () => {
                offer({
                  text: text.roleChanged(who, text.roles[role].toLowerCase()),
                  undo: () => client.people.change({ ...ref, role: before }),
                });
              },
            });
          }}
        />
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size={24} aria-label={text.moreOf(who)}>
              <IconDots size={15} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              onClick={() => {
                openPerson({ userId: member.userId, email: member.email });
              }}
            >
              {text.openPerson}
            </Menu.Item>
            {editable && (
              <>
                <Menu.Item
                  onClick={() => {
                    setAsking('further');
                  }}
                >
                  {text.furtherRoles}
                </Menu.Item>
                {member.role !== 'owner' && owners.length > 0 && (
                  <Menu.Item
                    onClick={() => {
                      setAsking('transfer');
                    }}
                  >
                    {text.makeOwner}
                  </Menu.Item>
                )}
                <Menu.Item
                  color="red"
                  onClick={() => {
                    change.reset();
                    remove.mutate(ref, {
                      onSuccess: () => {
                        offer({
                          text: text.removedFrom(who, tenant.name),
                          undo: () => client.people.restore(ref),
                        });
                      },
                    });
                  }}
                >
                  {text.remove}
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
      {error !== null && <ErrorNote error={error} />}
      {asking === 'further' && (
        <FurtherRolesDialog tenantId={tenant.id} member={member} onClose={close} />
      )}
      {asking === 'transfer' && (
        <TransferDialog tenantId={tenant.id} to={member} owners={owners} onClose={close} />
      )}
    </li>
  );
}
