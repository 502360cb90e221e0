import { useQuery } from '@tanstack/react-query';
import type { KeyDetail } from '../../../shared/bridge/key-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { ago, fullMoment, moment, shortMoment } from '../../app/format/time.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Facts } from '../../components/facts.tsx';
import { Note } from '../../components/note.tsx';
import { auditSentence } from '../activity/audit-sentence.ts';
import { KeyUse } from './key-use.tsx';

const text = words.keys;

interface Props {
  readonly apiKey: KeyDetail;
  readonly onOpen: (id: string) => void;
}

/** Everything about one key below its toolbar. */
export function KeyBody({ apiKey, onOpen }: Props) {
  const { openTenant } = useNavigation();
  const now = new Date();
  const { state, tenantState, replacedBy, replaces, ends, databases, lastUsed, expiresAt } = apiKey;
  const working = state === 'active';
  return (
    <>
      {working && tenantState !== 'active' && (
        <Note tone="warn" title={text.tenantOff(words.tenants.states[tenantState].toLowerCase())}>
          <p>{text.tenantOffText}</p>
        </Note>
      )}
      {working && replacedBy !== null && (
        <Note tone="plain" title={text.replacedTitle}>
          <p>
            {ends !== null && `${text.replacedText(moment(ends.at, now), ends.reason === 'idle')} `}
            <button
              type="button"
              className="link"
              onClick={() => {
                onOpen(replacedBy.id);
              }}
            >
              {text.showReplacement}
            </button>
          </p>
        </Note>
      )}
      <KeyUse days={apiKey.days} gateways={apiKey.gateways} />
      <section>
        <h3>{text.facts}</h3>
        <Facts
          facts={[
            [
              text.tenant,
              <button
                key="tenant"
                type="button"
                className="link"
                aria-label={text.openTenant(apiKey.tenantName)}
                onClick={() => {
                  openTenant(apiKey.tenantId);
                }}
              >
                {apiKey.tenantName}
              </button>,
            ],
            [text.may, text.access[apiKey.access]],
            [text.databases, databases === null ? text.allDatabases : databases.join(', ')],
            [text.expires, expiresAt === null ? text.never : moment(expiresAt, now)],
            [
              text.lastUsed,
              lastUsed === null
                ? text.neverUsed
                : text.when(moment(lastUsed, now), ago(lastUsed, now)),
            ],
            [text.created, text.by(moment(apiKey.createdAt, now), apiKey.createdBy)],
            [text.changed, text.by(moment(apiKey.updatedAt, now), apiKey.updatedBy)],
            [
              text.prefix,
              <span key="prefix" className="key-prefix">
                <code>{apiKey.prefix}</code>{' '}
                <CopyButton
                  text={apiKey.prefix.replace('…', '')}
                  what={text.prefix.toLowerCase()}
                />
              </span>,
            ],
            ...(replaces === null
              ? []
              : [
                  [
                    text.replaces,
                    <button
                      key="replaces"
                      type="button"
                      className="link mono"
                      aria-label={text.showReplaced(replaces.prefix)}
                      onClick={() => {
                        onOpen(replaces.id);
                      }}
                    >
                      {replaces.prefix}
                    </button>,
                  ] as const,
                ]),
          ]}
        />
      </section>
      <KeyHistory id={apiKey.id} tenantId={apiKey.tenantId} />
    </>
  );
}

/** The latest that happened to the key. */
function KeyHistory({ id, tenantId }: { readonly id: string; readonly tenantId: string }) {
  const client = useClient();
  const resourceId = `apikey_${id}`;
  const filter = { tenantId, resourceId };
  const entries = useQuery({
    queryKey: keys.auditEntries(filter),
    queryFn: () => client.audit.recent({ ...filter, offset: 0, limit: 20 }),
  });
  return (
    <section className="key-history">
      <h3>{text.history}</h3>
      {entries.error !== null && <ErrorNote error={entries.error} />}
      {entries.data?.rows.length === 0 && <p className="muted">{text.noHistory}</p>}
      <ul>
        {entries.data?.rows.map((entry) => (
          <li key={entry._id}>
            <span>{auditSentence(entry)}</span>
            <span className="muted" title={fullMoment(entry.createdAt)}>
              {entry.actor} · {shortMoment(entry.createdAt, new Date())}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
