import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';
import { useConflictsOfTenant } from './use-conflicts.ts';

const text = words.conflicts;

/** Says at a tenant that it is in conflict, and leads there; nothing where it is not. */
export function TenantConflictNote({ tenantId }: { readonly tenantId: string }) {
  const { openConflict, findConflicts } = useNavigation();
  const rows = useConflictsOfTenant(tenantId).data ?? [];
  const [first] = rows;
  if (first === undefined) return null;
  return (
    <Note tone="warn" title={text.tenantTitle}>
      <p>
        {text.tenantText(rows.length)}{' '}
        <button
          type="button"
          className="link"
          onClick={() => {
            if (rows.length === 1) openConflict(first.documentId);
            else findConflicts(tenantId);
          }}
        >
          {text.tenantAction(rows.length)}
        </button>
      </p>
    </Note>
  );
}
