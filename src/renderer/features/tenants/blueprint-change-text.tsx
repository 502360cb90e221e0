import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';

const text = words.tenants.bulk;

interface Props {
  readonly ids: readonly string[];
  readonly blueprint: string;
}

/** What a change of blueprint leaves behind on the server, before it is made. */
export function BlueprintChangeText({ ids, blueprint }: Props) {
  const client = useClient();
  const change = useQuery({
    queryKey: keys.blueprintChange(ids, blueprint),
    queryFn: () => client.tenants.blueprintChange({ ids: [...ids], blueprint }),
  });
  if (change.data === undefined) return null;
  const { leftDatabases, leftAccounts, newAccounts } = change.data;
  if (leftDatabases.count + leftAccounts.count === 0) {
    return <p className="muted">{text.nothingLeft(newAccounts)}</p>;
  }
  return (
    <Note tone="warn" title={text.leftTitle}>
      {leftDatabases.count > 0 && (
        <p>{text.leftDatabases(leftDatabases.count, leftDatabases.names.join(', '))}</p>
      )}
      {leftAccounts.count > 0 && (
        <p>{text.leftAccounts(leftAccounts.count, leftAccounts.names.join(', '))}</p>
      )}
      {newAccounts > 0 && <p>{text.newAccounts(newAccounts)}</p>}
    </Note>
  );
}
