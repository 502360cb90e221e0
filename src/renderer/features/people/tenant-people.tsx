import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import { AddPeopleDialog } from './add-people-dialog.tsx';
import { ApplicationList } from './application-list.tsx';
import { InvitationList } from './invitation-list.tsx';
import { MemberItem } from './member-item.tsx';
import { SharingForm } from './sharing-form.tsx';
import { useTenantPeople } from './use-people.ts';
import './people.css';

const text = words.people;

/** Below so many a list needs no search. */
const searchFrom = 10;

/** Who is in a tenant and who may come: members, invitations, sharing and applications. */
export function TenantPeople({ tenant }: { readonly tenant: TenantDetail }) {
  const [search, setSearch] = useState('');
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useTenantPeople(tenant.id, search);
  if (error !== null && data === undefined) {
    return (
      <ErrorNote
        error={error}
        onRetry={() => {
          void refetch();
        }}
      />
    );
  }
  if (data === undefined) return <p className="muted">{words.frame.loading}</p>;
  const { owner, admin, viewer } = data.counts;
  const all = owner + admin + viewer;
  const open = tenant.purgedAt === null;
  const editable = open && tenant.state !== 'deleted';
  return (
    <>
      {data.withoutOwner && open && (
        <Note tone="warn" title={text.withoutOwnerTitle}>
          <p>{text.withoutOwnerText}</p>
        </Note>
      )}
      <section>
        <div className="people-head">
          <h3>{text.members(all)}</h3>
          {editable && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconPlus size={13} aria-hidden />}
              onClick={() => {
                setAdding(true);
              }}
            >
              {text.addPeople}
            </Button>
          )}
        </div>
        {all >= searchFrom && (
          <TextInput
            className="people-member-search"
            size="xs"
            role="searchbox"
            aria-label={text.memberSearch}
            placeholder={text.memberSearch}
            leftSection={<IconSearch size={14} aria-hidden />}
            value={search}
            spellCheck={false}
            maxLength={500}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
            }}
          />
        )}
        {all === 0 && <p className="muted">{text.noMembers}</p>}
        {all > 0 && data.total === 0 && <p className="muted">{text.noResultText(search.trim())}</p>}
        <ul>
          {data.members.map((member) => (
            <MemberItem
              key={member.userId}
              tenant={tenant}
              member={member}
              owners={data.owners}
              editable={open}
            />
          ))}
        </ul>
        {data.total > data.members.length && (
          <p className="muted">{text.moreMembers(data.members.length, data.total)}</p>
        )}
      </section>
      <InvitationList invitations={data.invitations} total={data.invitationsTotal} />
      <section>
        <h3>{text.sharing}</h3>
        <SharingForm
          key={JSON.stringify(data.sharing)}
          tenantId={tenant.id}
          sharing={data.sharing}
          editable={editable}
        />
      </section>
      <ApplicationList
        tenantId={tenant.id}
        applications={data.applications}
        databases={data.databases}
        editable={editable}
      />
      {adding && (
        <AddPeopleDialog
          tenant={tenant}
          first={owner === 0}
          onClose={() => {
            setAdding(false);
          }}
        />
      )}
    </>
  );
}
