import { Button, Checkbox, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ApplicationView } from '../../../shared/bridge/people-views.ts';
import { serviceAddressProblem } from '../../../shared/people/service-address.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { usePeopleChange } from './use-people.ts';

const text = words.people.application;

interface Props {
  readonly tenantId: string;
  /** Null: a new one. */
  readonly application: ApplicationView | null;
  readonly databases: readonly string[];
  readonly onClose: () => void;
}

/** Which tokens of another issuer are exchanged, and for what. */
export function ApplicationDialog({ tenantId, application, databases, onClose }: Props) {
  const [name, setName] = useState(application?.name ?? '');
  const [issuer, setIssuer] = useState(application?.issuer ?? '');
  const [audience, setAudience] = useState(application?.audience ?? '');
  const [access, setAccess] = useState<'read' | 'write'>(application?.access ?? 'read');
  const [chosen, setChosen] = useState<string[]>([...(application?.databases ?? databases)]);
  const [enabled, setEnabled] = useState(application?.enabled ?? true);
  const [asked, setAsked] = useState(false);
  const problems = {
    name: name.trim() === '' ? text.nameNeeded : null,
    issuer: serviceAddressProblem(issuer.trim()),
    databases: chosen.length === 0 && databases.length > 0 ? text.databaseNeeded : null,
  };
  const save = usePeopleChange(async ({ applications }, appId: string | null) => {
    const fields = {
      tenantId,
      name: name.trim(),
      issuer: issuer.trim(),
      audience: audience.trim() === '' ? null : audience.trim(),
      databases: databases.every((one) => chosen.includes(one)) ? null : chosen,
      access,
    };
    return appId === null
      ? applications.add(fields)
      : applications.edit({ ...fields, appId, enabled });
  });
  const shown = (problem: string | null) => (asked ? problem : null);
  return (
    <Dialog
      opened
      onClose={onClose}
      title={application === null ? text.add : text.edit(application.name)}
      size="30rem"
      asksTexts
    >
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (Object.values(problems).some((problem) => problem !== null)) return;
          save.mutate(application?.appId ?? null, { onSuccess: onClose });
        }}
      >
        <TextInput
          label={text.name}
          data-autofocus
          value={name}
          error={shown(problems.name)}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <TextInput
          label={text.issuer}
          description={text.issuerHint}
          value={issuer}
          error={shown(problems.issuer)}
          placeholder="https://login.example.org"
          maxLength={600}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setIssuer(event.currentTarget.value);
          }}
        />
        <TextInput
          label={`${text.audience} (${words.tenants.optional})`}
          description={text.audienceHint}
          value={audience}
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setAudience(event.currentTarget.value);
          }}
        />
        <SegmentedControl
          size="xs"
          aria-label={text.access}
          value={access}
          data={[
            { value: 'read', label: text.accesses.read },
            { value: 'write', label: text.accesses.write },
          ]}
          onChange={setAccess}
        />
        <Checkbox.Group
          label={text.databases}
          value={chosen}
          error={shown(problems.databases)}
          onChange={setChosen}
        >
          <div className="application-databases">
            {databases.map((database) => (
              <Checkbox key={database} size="xs" value={database} label={database} />
            ))}
          </div>
        </Checkbox.Group>
        {application !== null && (
          <Switch
            size="xs"
            label={text.enabled}
            checked={enabled}
            onChange={(event) => {
              setEnabled(event.currentTarget.checked);
            }}
          />
        )}
        {save.error !== null && <ErrorNote error={save.error} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose}>
            {words.frame.cancel}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
