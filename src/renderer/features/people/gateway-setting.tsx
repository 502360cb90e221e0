import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { serviceAddressProblem } from '../../../shared/people/service-address.ts';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useGateway, usePeopleChange } from './use-people.ts';
import './people.css';

const text = words.people;

function Form({ url }: { readonly url: string }) {
  const queries = useQueryClient();
  const [written, setWritten] = useState(url);
  const wanted = written.trim();
  const problem = wanted === '' ? null : serviceAddressProblem(wanted);
  const save = usePeopleChange(({ invitations }, address: string | null) =>
    invitations.setGateway({ url: address }),
  );
  return (
    <form
      className="gateway"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (problem !== null || wanted === url) return;
        save.mutate(wanted === '' ? null : wanted, {
          onSuccess: (saved) => {
            queries.setQueryData(keys.gateway, saved);
          },
        });
      }}
    >
      <TextInput
        size="xs"
        label={text.gatewayUrl}
        description={text.gatewayHint}
        placeholder="https://gateway.example.org"
        value={written}
        error={problem}
        maxLength={600}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setWritten(event.currentTarget.value);
        }}
      />
      {save.error !== null && <ErrorNote error={save.error} />}
      <div className="actions">
        <Button
          type="submit"
          size="xs"
          variant="default"
          disabled={problem !== null || wanted === url}
          loading={save.isPending}
        >
          {text.gatewaySave}
        </Button>
      </div>
    </form>
  );
}

/** Where people open their invitation links. */
export function GatewaySetting() {
  const gateway = useGateway();
  if (gateway.error !== null) return <ErrorNote error={gateway.error} />;
  if (gateway.data === undefined) return null;
  const url = gateway.data.url ?? '';
  return <Form key={url} url={url} />;
}
