import { useState } from 'react';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { ConflictList } from './conflict-list.tsx';
import { ConflictReview } from './conflict-review.tsx';
import '../drift/drift.css';
import '../plan/plan.css';
import '../tenants/tenants.css';
import './conflicts.css';

/** Edits of the same document that met: the list, or the one that is being decided. */
export function ConflictsSection() {
  const { conflictId, conflictSearch } = useNavigation();
  const [kind, setKind] = useState<string | null>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const filter = { search: conflictSearch, kind };
  return conflictId === null ? (
    <ConflictList filter={filter} ticked={ticked} onKind={setKind} onTicked={setTicked} />
  ) : (
    <ConflictReview documentId={conflictId} filter={filter} />
  );
}
