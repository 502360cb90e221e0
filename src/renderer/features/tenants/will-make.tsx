import { IconDatabase, IconUserCircle } from '@tabler/icons-react';
import { words } from '../../app/messages/words.ts';
import { MiddleEllipsis } from '../../components/middle-ellipsis.tsx';

interface Props {
  readonly databases: readonly string[];
  readonly accounts: readonly string[];
}

/** The databases and accounts that follow from a key. Keeps its place while there is no answer. */
export function WillMake({ databases, accounts }: Props) {
  const groups = [
    { name: words.tenants.willMakeDatabases, items: databases, Icon: IconDatabase },
    { name: words.tenants.willMakeAccounts, items: accounts, Icon: IconUserCircle },
  ];
  return (
    <section className="will-make" aria-label={words.tenants.willMake} aria-live="polite">
      <h3>{words.tenants.willMake}</h3>
      <div className="will-make-groups">
        {groups.map(({ name, items, Icon }) => (
          <ul key={name} aria-label={name}>
            {items.length === 0 ? (
              <li className="muted">{words.tenants.willMakeNone(name)}</li>
            ) : (
              items.map((item) => (
                <li key={item}>
                  <Icon size={14} stroke={1.6} aria-hidden />
                  <MiddleEllipsis text={item} />
                </li>
              ))
            )}
          </ul>
        ))}
      </div>
      <p className="muted">{words.tenants.willMakeLater}</p>
    </section>
  );
}
