import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { TenantPeople } from '../../../shared/bridge/people-views.ts';
import { inviters } from '../../../shared/documents/tenant.ts';
import { readDomain } from '../../../shared/people/email-address.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { usePeopleChange } from './use-people.ts';

const text = words.people;

interface Props {
  readonly tenantId: string;
  readonly sharing: TenantPeople['sharing'];
  readonly editable: boolean;
}

/** Who may invite into a tenant, and from which domains. */
export function SharingForm({ tenantId, sharing, editable }: Props) {
  const before = (sharing.domains ?? []).join(', ');
  const [invite, setInvite] = useState(sharing.invite);
  const [written, setWritten] = useState(before);
  const domains = written.split(/[,;\s]+/u).filter((domain) => domain !== '');
  const wrong = domains.find((domain) => readDomain(domain) === null);
  const save = usePeopleChange(({ people }, wanted: { domains: string[] }) =>
    people.setSharing({ tenantId, invite, ...wanted }),
  );
  const same = invite === sharing.invite && written === before;
  return (
    <form
      className="sharing"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong === undefined && !same) save.mutate({ domains });
      }}
    >
      <NativeSelect
        size="xs"
        label={text.invite}
        data={inviters.map((value) => ({ value, label: text.inviters[value] }))}
        value={invite}
        disabled={!editable}
        onChange={(event) => {
          const chosen = inviters.find((value) => value === event.currentTarget.value);
          if (chosen !== undefined) setInvite(chosen);
        }}
      />
      <TextInput
        size="xs"
        label={text.domains}
        description={text.domainsHint}
        value={written}
        error={wrong === undefined ? null : text.noDomain(wrong.slice(0, 60))}
        disabled={!editable}
        maxLength={5000}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setWritten(event.currentTarget.value);
        }}
      />
      {save.error !== null && <ErrorNote error={save.error} />}
      {!same && (
        <div className="actions">
          <Button type="submit" size="xs" loading={save.isPending} disabled={wrong !== undefined}>
            {text.saveSharing}
          </Button>
        </div>
      )}
    </form>
  );
}
