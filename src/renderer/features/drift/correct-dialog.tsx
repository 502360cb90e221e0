import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { DriftFinding } from '../../../shared/planning/drift.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { useConnection } from '../../app/data/frame-queries.ts';
import { keys } from '../../app/data/keys.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';
import { TypedConfirmDialog } from '../../components/typed-confirm-dialog.tsx';
import { ConfirmationText } from '../plan/confirmation-text.tsx';
import { useApplyPlan, showPlan } from '../plan/use-plan.ts';
import { correctionsIn } from './correction.ts';

const text = words.drift.correcting;

/** No more are listed; the plan has them all. */
const listed = 50;

/** Plans anew and finds the operations that put findings right, with those they need. */
function useCorrections(findingIds: readonly string[], asked: boolean) {
  const client = useClient();
  const queries = useQueryClient();
  return useQuery({
    queryKey: keys.corrections(findingIds),
    queryFn: async () => {
      const plan = await client.plan.make({ scope: 'changed' });
      await showPlan(queries, plan);
      const { operationIds, found } = correctionsIn(plan, findingIds);
      const selection =
        operationIds.length === 0
          ? { operationIds, added: [], confirmation: null }
          : await client.plan.select({ planId: plan.id, operationIds });
      return { planId: plan.id, serverName: plan.serverName, found, selection };
    },
    enabled: asked,
    gcTime: 0,
    staleTime: 0,
  });
}

/** `security.write shop_oak_products`, as every operation's id is made. */
function Operation({ id }: { readonly id: string }) {
  const [kind = '', ...subject] = id.split(' ');
  const names: Readonly<Record<string, string>> = words.plan.kinds;
  return (
    <li>
      {names[kind] ?? kind} <span className="mono">{subject.join(' ')}</span>
    </li>
  );
}

interface Props {
  /** Null while nothing is to be corrected. */
  readonly findings: readonly DriftFinding[] | null;
  readonly onClose: () => void;
}

/** Shows what correcting would send, then sends it. Everything else in the plan stays as it is. */
export function CorrectDialog({ findings, onClose }: Props) {
  const { go } = useNavigation();
  const mayApply = useConnection().data?.mayApply === true;
  const ids = (findings ?? []).map(({ id }) => id).sort();
  const corrections = useCorrections(ids, findings !== null);
  const apply = useApplyPlan();
  const { data } = corrections;
  const operations = data?.selection.operationIds ?? [];
  const close = () => {
    apply.reset();
    onClose();
  };
  return (
    <TypedConfirmDialog
      opened={findings !== null}
      title={text.title(ids.length)}
      confirm={text.confirm(operations.length)}
      typed={data?.selection.confirmation?.text ?? null}
      pending={apply.isPending}
      waiting={corrections.isFetching || operations.length === 0 || !mayApply}
      error={apply.error ?? corrections.error}
      onClose={close}
      onConfirm={(confirm) => {
        if (data === undefined) return;
        apply.mutate(
          { planId: data.planId, operationIds: [...operations], confirm },
          {
            onSuccess: (report) => {
              if (report.failed + report.skipped > 0) go('plan');
              close();
            },
          },
        );
      }}
    >
      {corrections.isFetching && (
        <p className="muted" role="status">
          {text.reading}
        </p>
      )}
      {!corrections.isFetching && data !== undefined && (
        <>
          {operations.length === 0 ? (
            <p>{text.gone}</p>
          ) : (
            <>
              <p>{text.does(operations.length, data.serverName)}</p>
              <ul className="confirm-what" tabIndex={0} aria-label={words.plan.list}>
                {operations.slice(0, listed).map((id) => (
                  <Operation key={id} id={id} />
                ))}
                {operations.length > listed && (
                  <li className="muted">{words.plan.more(operations.length - listed)}</li>
                )}
              </ul>
              {data.selection.confirmation !== null && (
                <ConfirmationText confirmation={data.selection.confirmation} />
              )}
            </>
          )}
          {data.found < ids.length && operations.length > 0 && (
            <p className="muted">{text.some(ids.length - data.found)}</p>
          )}
          {!mayApply && <Note tone="warn" title={text.mayNotApply} />}
          <p>
            <button
              type="button"
              className="link"
              onClick={() => {
                close();
                go('plan');
              }}
            >
              {text.inPlan}
            </button>
          </p>
        </>
      )}
    </TypedConfirmDialog>
  );
}
