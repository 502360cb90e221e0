import { Button } from '@mantine/core';
import { IconArrowLeft, IconCircleCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ConflictDetail } from '../../../shared/bridge/conflict-views.ts';
import { BridgeError, reportOf } from '../../app/bridge-error.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { tell } from '../../app/tell.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import { kindName } from './field-name.ts';
import { requestOf, takeAllFrom, unchosen } from './review-choices.ts';
import { ReviewTable } from './review-table.tsx';
import { useConflictChoices } from './use-conflict-choices.ts';
import { useConflict, useResolve, type ConflictFilter } from './use-conflicts.ts';

const text = words.conflicts;

interface SidesProps {
  readonly detail: ConflictDetail;
  readonly resolve: ReturnType<typeof useResolve>;
}

function Sides({ detail, resolve }: SidesProps) {
  const { openTenant } = useNavigation();
  const table = useRef<HTMLDivElement>(null);
  const [carried, choose] = useConflictChoices(detail);
  const { documentId, title, tenantId } = detail;
  const open = unchosen(detail, carried.taken);
  const nextChoice = () => {
    const row = table.current?.querySelector('tr[data-open="true"]');
    row?.scrollIntoView({ block: 'center' });
    row?.querySelector<HTMLElement>('input[type="radio"]')?.focus();
  };
  // A newer edit is told by what changed on screen; only where nothing did, the refusal stands for itself.
  const refused =
    resolve.error !== null &&
    resolve.variables.documentId === documentId &&
    !(carried.moved && reportOf(resolve.error).code === 'conflict');
  return (
    <>
      <div className="review-scroll" ref={table}>
        <div className="review-notes">
          <p className="muted">
            {kindName(detail.kind)} <span className="mono">{documentId}</span>
            {tenantId !== null && (
              <>
                {' · '}
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    openTenant(tenantId);
                  }}
                >
                  {text.openTenant}
                </button>
              </>
            )}
          </p>
          {!detail.baseKnown && (
            <Note tone="plain" title={text.baseUnknown}>
              <p>{text.baseUnknownText}</p>
            </Note>
          )}
          {carried.moved && (
            <Note tone="warn" title={text.movedTitle} role="alert">
              <p>{text.moved(carried.kept, carried.dropped)}</p>
            </Note>
          )}
        </div>
        <div className="review-frame" role="region" aria-label={text.review(title)} tabIndex={0}>
          <ReviewTable
            detail={detail}
            taken={carried.taken}
            onChoose={(path, choice) => {
              choose(new Map(carried.taken).set(path, choice));
            }}
            onTakeAll={(side) => {
              choose(takeAllFrom(detail, side, carried.taken));
            }}
          />
        </div>
      </div>
      <div className="selection-bar" role="region" aria-label={text.result}>
        {refused && <ErrorNote error={resolve.error} />}
        <span role="status">
          <strong>
            {detail.asks.length === 0
              ? text.nothingToChoose
              : text.chosen(detail.asks.length - open.length, detail.asks.length)}
          </strong>
        </span>
        <span className="muted review-hint">{text.resolveText}</span>
        <span className="spacer" />
        {open.length > 0 && (
          <Button size="xs" variant="default" onClick={nextChoice}>
            {text.nextChoice}
          </Button>
        )}
        <Button
          size="xs"
          disabled={open.length > 0}
          loading={resolve.isPending}
          onClick={() => {
            resolve.mutate(requestOf(detail, carried.taken));
          }}
        >
          {text.resolve}
        </Button>
      </div>
    </>
  );
}

interface Props {
  readonly documentId: string;
  /** Of the list one came from; the next of it follows. */
  readonly filter: ConflictFilter;
}

/** One conflict, side by side. Escape leads back to the list. */
export function ConflictReview({ documentId, filter }: Props) {
  const client = useClient();
  const queries = useQueryClient();
  const { openConflict } = useNavigation();
  const conflict = useConflict(documentId);
  const resolve = useResolve((decided) => {
    const title = conflict.data?.title ?? decided;
    tell(text.resolved(title));
    queries.removeQueries({ queryKey: keys.conflictChoices(decided) });
    void client.conflicts.list({ ...filter, offset: 0, limit: 2 }).then(
      ({ rows }) => {
        openConflict(rows.find((row) => row.documentId !== decided)?.documentId ?? null);
      },
      () => {
        openConflict(null);
      },
    );
  });
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    back.current?.focus();
  }, [documentId]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('[role="dialog"], [role="menu"]') === null) openConflict(null);
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, [openConflict]);
  const missing = conflict.error instanceof BridgeError && conflict.error.code === 'not-found';
  // What this window decides itself is on its way to the next one.
  const decidedHere =
    resolve.variables?.documentId === documentId && (resolve.isPending || resolve.isSuccess);
  const gone = missing && !decidedHere;
  const toList = () => {
    openConflict(null);
  };
  return (
    <>
      <SectionHeader
        title={conflict.data?.title ?? text.title}
        aside={conflict.data === undefined ? undefined : text.tenantTitle.toLowerCase()}
      >
        <Button
          ref={back}
          size="xs"
          variant="default"
          leftSection={<IconArrowLeft size={14} aria-hidden />}
          onClick={toList}
        >
          {text.back}
        </Button>
      </SectionHeader>
      {gone && (
        <EmptyState icon={IconCircleCheck} title={text.goneTitle} text={text.goneText}>
          <Button onClick={toList}>{text.back}</Button>
        </EmptyState>
      )}
      {conflict.error !== null && !missing && (
        <div className="plan-notes">
          <ErrorNote
            error={conflict.error}
            onRetry={() => {
              void conflict.refetch();
            }}
          />
        </div>
      )}
      {conflict.isPending && (
        <p className="plan-none muted" role="status">
          {words.frame.loading}
        </p>
      )}
      {conflict.data !== undefined && !missing && (
        <Sides key={documentId} detail={conflict.data} resolve={resolve} />
      )}
    </>
  );
}
