import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { KeyTrial } from '../../../shared/bridge/trial-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Facts } from '../../components/facts.tsx';
import { Note } from '../../components/note.tsx';
import { ProbeTable } from './probe-table.tsx';
import { TrialCommands } from './trial-commands.tsx';

const text = words.trial;

interface Props {
  readonly trial: KeyTrial;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

/** What came of a trial: the claims, what was reached, and the requests as commands. */
export function TrialResult({ trial, onAgain, onClose }: Props) {
  const { refusal, token, probes } = trial;
  return (
    <div className="stack">
      {refusal !== null && (
        <Note tone="bad" title={text.refused(refusal.status)} role="alert">
          <p>
            {refusal.reason} {refusal.code !== '' && <code>{refusal.code}</code>}
          </p>
        </Note>
      )}
      {token !== null && (
        <>
          <Verdict trial={trial} />
          <Claims token={token} />
          <ProbeTable probes={probes} />
        </>
      )}
      <TrialCommands trial={trial} />
      <div className="actions actions-end">
        <Button variant="default" onClick={onAgain}>
          {text.another}
        </Button>
        <Button data-autofocus onClick={onClose}>
          {text.close}
        </Button>
      </div>
    </div>
  );
}

/** The one sentence that counts. */
function Verdict({ trial: { token, probes } }: { readonly trial: KeyTrial }) {
  const concerns = token?.concerns ?? [];
  if (probes.some(({ verdict }) => verdict === 'leak')) {
    return <Note tone="bad" title={text.leakTitle} role="alert" />;
  }
  if (concerns.length > 0) {
    return (
      <Note tone="bad" title={text.concernTitle} role="alert">
        {concerns.map((one) => (
          <p key={one}>{text.concerns[one]}</p>
        ))}
      </Note>
    );
  }
  return probes.every(({ verdict }) => verdict === 'right') ? (
    <Note tone="good" title={text.good} role="status" />
  ) : (
    <Note tone="warn" title={text.missingTitle} role="status" />
  );
}

function Claims({ token }: { readonly token: NonNullable<KeyTrial['token']> }) {
  const { trial: calls } = useClient();
  const { facts, signedBy, trialId } = token;
  const copy = useMutation({ mutationFn: () => calls.copyToken({ trialId }) });
  const kid = facts.kid ?? text.none;
  return (
    <section className="trial-part">
      <h3>{text.token}</h3>
      <Facts
        facts={[
          [text.facts.subject, <code key="subject">{facts.subject}</code>],
          [text.facts.tenant, <code key="tenant">{facts.tenantId ?? text.none}</code>],
          [
            text.facts.access,
            facts.access === 'read' || facts.access === 'write'
              ? words.keys.access[facts.access]
              : text.none,
          ],
          [text.facts.databases, facts.databases?.join(', ') ?? words.keys.allDatabases],
          [
            text.facts.roles,
            <code key="roles" className="trial-roles">
              {facts.roles.join(' ')}
            </code>,
          ],
          [
            text.facts.signer,
            signedBy === null
              ? `${kid} (${text.notKnown})`
              : text.signer(
                  signedBy.gateway,
                  kid,
                  words.gateways.states[signedBy.state].toLowerCase(),
                ),
          ],
          [text.facts.expires, moment(facts.expiresAt, new Date())],
        ]}
      />
      <div className="actions">
        <Button
          size="compact-xs"
          variant="default"
          loading={copy.isPending}
          onClick={() => {
            copy.mutate();
          }}
        >
          {text.copyToken}
        </Button>
        <span className="muted" role="status">
          {copy.isSuccess ? text.copiedToken : ''}
        </span>
      </div>
      {copy.error !== null && <ErrorNote error={copy.error} />}
    </section>
  );
}
