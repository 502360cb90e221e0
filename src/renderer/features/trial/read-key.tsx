import type { TriedKey } from '../../../shared/bridge/trial-views.ts';
import { ago } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { Facts } from '../../components/facts.tsx';
import { Note } from '../../components/note.tsx';
import { KeyStateBadge } from '../keys/key-badges.tsx';

const text = words.trial;

interface Props {
  readonly read: Extract<TriedKey, { readonly shape: 'key' }>;
  readonly wanted: { readonly id: string } | null;
  readonly url: string;
}

/** What this device knows of a pasted key, and what sending it means. */
export function ReadKey({ read, wanted, url }: Props) {
  const { id, prefix, known, hindrances } = read;
  return (
    <>
      {wanted !== null && wanted.id !== id && <Note tone="warn" title={text.otherKey(prefix)} />}
      <Facts
        facts={[
          [
            text.whose,
            known === null ? (
              text.unknownKey
            ) : (
              <span key="whose" className="trial-whose">
                {text.known(known.name, known.tenantName)} <KeyStateBadge state={known.state} />
              </span>
            ),
          ],
          [text.prefix, <code key="prefix">{prefix}</code>],
          ...(known === null
            ? []
            : ([
                [text.may, words.keys.access[known.access]],
                [
                  text.facts.databases,
                  known.databases === null ? words.keys.allDatabases : known.databases.join(', '),
                ],
                [
                  text.lastUsed,
                  known.lastUsed === null ? words.keys.neverUsed : ago(known.lastUsed, new Date()),
                ],
              ] as const)),
        ]}
      />
      {hindrances.length > 0 && (
        <Note tone="warn" title={text.refusedTitle} role="status">
          {hindrances.map((one) => (
            <p key={one}>{text.hindrances[one]}</p>
          ))}
        </Note>
      )}
      <p>{text.consent(url)}</p>
    </>
  );
}
