import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { IconArrowMerge, IconSearchOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { useConflictTotals } from '../../app/data/frame-queries.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { BatchDialog } from './batch-dialog.tsx';
import { BatchResult } from './batch-result.tsx';
import { ConflictGrid } from './conflict-grid.tsx';
import { kindName } from './field-name.ts';
import { useConflictRows, type ConflictFilter } from './use-conflicts.ts';
import type { BatchOutcome } from './use-resolve-many.ts';

const text = words.conflicts;

interface Props {
  readonly filter: ConflictFilter;
  readonly ticked: ReadonlySet<string>;
  readonly onKind: (kind: string | null) => void;
  readonly onTicked: (change: (before: ReadonlySet<string>) => ReadonlySet<string>) => void;
}

/** Every conflict that waits for a person: found, opened, or many decided alike. */
export function ConflictList({ filter, ticked, onKind, onTicked }: Props) {
  const client = useClient();
  const { findConflicts, openConflict } = useNavigation();
  const totals = useConflictTotals().data;
  const [deciding, setDeciding] = useState<readonly string[] | null>(null);
  const [result, setResult] = useState<BatchOutcome | null>(null);
  const rows = useConflictRows(filter, deciding !== null);
  // Of its own, since what a mutation tells comes a moment after the click: the box would jump back.
  const [selecting, setSelecting] = useState(false);
  const selectAll = useMutation({
    mutationFn: () => client.conflicts.found(filter),
    onSuccess: (found) => {
      onTicked(() => new Set(found));
    },
    onSettled: () => {
      setSelecting(false);
    },
  });
  const tick = (id: string) => {
    onTicked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  };
  const clear = () => {
    onTicked(() => new Set());
  };
  const total = rows.page?.total ?? 0;
  // What is chosen stays to be chosen, though the last of its kind may be decided.
  const kinds = [
    ...new Set([...(rows.page?.kinds ?? []), ...(filter.kind === null ? [] : [filter.kind])]),
  ]
    .map((value) => ({ value, label: kindName(value) }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  const narrowed = filter.search.trim() !== '' || filter.kind !== null;
  const merged = totals?.mergedQuietly ?? 0;
  return (
    <>
      <SectionHeader
        title={text.title}
        aside={
          totals === undefined
            ? undefined
            : [text.open(totals.total), ...(merged > 0 ? [text.mergedQuietly(merged)] : [])].join(
                ' · ',
              )
        }
      />
      {rows.error !== null && (
        <div className="plan-notes">
          <ErrorNote error={rows.error} onRetry={rows.retry} />
        </div>
      )}
      {result !== null && (
        <BatchResult
          result={result}
          onDismiss={() => {
            setResult(null);
          }}
        />
      )}
      {rows.page !== undefined && total === 0 && !narrowed && (
        <EmptyState icon={IconArrowMerge} title={text.noneTitle} text={text.noneText}>
          {merged > 0 && <p>{text.noneMerged(merged)}</p>}
        </EmptyState>
      )}
      {rows.page !== undefined && (total > 0 || narrowed) && (
        <>
          <p className="drift-lead muted">{text.lead}</p>
          <div className="plan-list-head">
            <Checkbox
              size="xs"
              aria-label={text.selectAll}
              title={text.selectAll}
              disabled={total === 0}
              aria-busy={selecting}
              checked={total > 0 && (selecting || ticked.size >= total)}
              indeterminate={!selecting && ticked.size > 0 && ticked.size < total}
              onChange={(event) => {
                if (selecting) return;
                if (event.currentTarget.checked) {
                  setSelecting(true);
                  selectAll.mutate();
                } else clear();
              }}
            />
            {selecting && (
              <span className="muted" role="status">
                {text.selectingAll}
              </span>
            )}
            <NativeSelect
              size="xs"
              aria-label={text.kindLabel}
              value={filter.kind ?? ''}
              data={[{ value: '', label: text.allKinds }, ...kinds]}
              onChange={(event) => {
                const { value } = event.currentTarget;
                onKind(value === '' ? null : value);
              }}
            />
            <span className="spacer" />
            <SearchField
              className="plan-search"
              label={text.search}
              placeholder={text.searchHint}
              clearLabel={text.clearSearch}
              value={filter.search}
              onSearch={findConflicts}
            />
          </div>
          {total === 0 ? (
            <EmptyState icon={IconSearchOff} title={text.noResultTitle} text={text.noResultText}>
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  findConflicts('');
                  onKind(null);
                }}
              >
                {text.showAll}
              </Button>
            </EmptyState>
          ) : (
            <ConflictGrid
              rows={rows}
              total={total}
              filter={filter}
              ticked={ticked}
              onOpen={openConflict}
              onTick={tick}
            />
          )}
        </>
      )}
      {ticked.size > 0 && (
        <div className="selection-bar" role="region" aria-label={text.selection}>
          <strong role="status">{text.selected(ticked.size)}</strong>
          <span className="spacer" />
          <Button size="xs" variant="subtle" color="gray" onClick={clear}>
            {text.clearSelection}
          </Button>
          <Button
            size="xs"
            onClick={() => {
              setDeciding([...ticked]);
            }}
          >
            {text.decideAlike(ticked.size)}
          </Button>
        </div>
      )}
      <BatchDialog
        documentIds={deciding}
        onClose={() => {
          setDeciding(null);
        }}
        onResolved={(after) => {
          setResult(after);
          clear();
        }}
      />
    </>
  );
}
