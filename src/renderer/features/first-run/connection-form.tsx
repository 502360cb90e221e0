import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ConnectionInfo, ConnectionReport } from '../../../shared/bridge/views.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { BridgeError } from '../../app/bridge-error.ts';
import { useVault } from '../../app/data/frame-queries.ts';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import { ReauthenticateDialog } from '../accounts/reauthenticate-dialog.tsx';
import { draftProblems, isClear, usesSaved, type ConnectionDraft } from './connection-draft.ts';
import { OtherRegistry, type TenantsFate } from './other-registry.tsx';

const text = words.connection;

/** The outcome of a test, in words. */
function TestResult({ report }: { readonly report: ConnectionReport }) {
  if (!report.ok) return <ErrorNote error={new BridgeError(report.problem)} />;
  return (
    <Note tone="good" title={text.answered(report.vendor, report.version)} role="status">
      <p>{report.registryFound ? text.registryFound : text.registryAbsent}</p>
      <p>{report.jwtHandler ? text.tokensOn : text.tokensOff}</p>
    </Note>
  );
}

interface Props {
  /** The connection to change; null for the first. */
  readonly connection: ConnectionInfo | null;
  readonly backLabel: string;
  readonly onBack: () => void;
  readonly onConnected: () => void;
}

/** Address, name and password. Connecting tests first, and keeps everything typed when the test fails. */
export function ConnectionForm({ connection, backLabel, onBack, onConnected }: Props) {
  const client = useClient();
  const queries = useQueryClient();
  const vault = useVault();
  const own = connection?.practice === false ? connection : null;
  const savedUrl = own?.mayApply === true ? own.url : null;
  const [draft, setDraft] = useState<ConnectionDraft>({
    url: own?.url ?? '',
    username: '',
    password: '',
  });
  const [asked, setAsked] = useState(false);
  const credentials = () => ({
    url: draft.url.trim(),
    username: draft.username.trim(),
    password: usesSaved(draft, savedUrl) ? null : draft.password,
  });
  const test = useMutation({ mutationFn: () => client.connection.test(credentials()) });
  /** Tenants in use belong to another server: what becomes of them, once that was asked. */
  const [fate, setFate] = useState<TenantsFate | null>(null);
  const [proving, setProving] = useState(false);
  const addressField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  /** What the last attempt was refused with. */
  const refused = useRef<ErrorCode | null>(null);
  const connect = useMutation({
    mutationFn: async () => {
      const report = await test.mutateAsync();
      if (!report.ok) {
        refused.current = report.problem.code;
        return null;
      }
      refused.current = null;
      if (report.otherRegistry !== undefined && fate === null) {
        setFate('stay');
        return null;
      }
      return client.connection.connect({ ...credentials(), takeTenants: fate === 'move' });
    },
    onError: (error) => {
      // Who takes tenants to another server has to know the password of theirs.
      if (error instanceof BridgeError && error.code === 'reauthentication-needed')
        setProving(true);
    },
    onSuccess: async (connected) => {
      if (connected === null) {
        // The button lost the focus while it was busy.
        const field = refused.current === 'server-wrong-password' ? passwordField : addressField;
        if (refused.current !== null) field.current?.focus();
        return;
      }
      queries.setQueryData(keys.connection, connected);
      await queries.invalidateQueries();
      onConnected();
    },
  });
  const problems = asked ? draftProblems(draft, savedUrl) : {};
  const busy = test.isPending || connect.isPending;
  const change = (changed: Partial<ConnectionDraft>) => {
    setDraft((before) => ({ ...before, ...changed }));
    setFate(null);
    test.reset();
    connect.reset();
  };
  const attempt = (run: () => void) => {
    setAsked(true);
    if (Object.keys(draftProblems(draft, savedUrl)).length === 0 && !busy) run();
  };
  return (
    <>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          attempt(() => {
            connect.mutate();
          });
        }}
      >
        <TextInput
          ref={addressField}
          label={text.address}
          description={text.addressHint}
          placeholder={text.addressExample}
          value={draft.url}
          error={problems.url}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          autoFocus
          onChange={(event) => {
            change({ url: event.currentTarget.value });
          }}
        />
        {isClear(draft.url) && <Note tone="warn" title={text.clear} />}
        <TextInput
          label={text.username}
          value={draft.username}
          error={problems.username}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            change({ username: event.currentTarget.value });
          }}
        />
        <PasswordInput
          ref={passwordField}
          label={text.password}
          description={text.passwordKept[vault.data?.protection ?? 'none']}
          placeholder={savedUrl === null ? '' : text.passwordSaved}
          value={draft.password}
          error={problems.password}
          autoComplete="off"
          onChange={(event) => {
            change({ password: event.currentTarget.value });
          }}
        />
        {test.data !== undefined && <TestResult report={test.data} />}
        {test.data?.ok === true && test.data.otherRegistry !== undefined && fate !== null && (
          <OtherRegistry tenants={test.data.otherRegistry.tenants} fate={fate} onFate={setFate} />
        )}
        {test.error !== null && <ErrorNote error={test.error} />}
        {connect.error !== null && connect.error !== test.error && (
          <ErrorNote error={connect.error} />
        )}
        <div className="actions">
          <Button variant="subtle" color="gray" onClick={onBack}>
            {backLabel}
          </Button>
          <span className="spacer" />
          <Button
            variant="default"
            disabled={busy}
            onClick={() => {
              attempt(() => {
                test.mutate();
              });
            }}
          >
            {test.isPending ? text.testing : text.test}
          </Button>
          <Button type="submit" loading={connect.isPending}>
            {text.connect}
          </Button>
        </div>
      </form>
      <ReauthenticateDialog
        opened={proving}
        confirm={text.connect}
        onClose={() => {
          setProving(false);
        }}
        onProven={() => {
          setProving(false);
          connect.mutate();
        }}
      />
    </>
  );
}
