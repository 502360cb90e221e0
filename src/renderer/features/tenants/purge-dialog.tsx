import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';
import { TypedConfirmDialog } from '../../components/typed-confirm-dialog.tsx';
import { ConfirmationText } from '../plan/confirmation-text.tsx';
import { showPlan } from '../plan/use-plan.ts';

const text = words.tenants.purge;

interface Props {
  readonly tenant: TenantDetail;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Deletes for good what a tenant in the trash has on the server: a plan of its own, typed and applied. */
export function PurgeDialog({ tenant, opened, onClose }: Props) {
  const client = useClient();
  const queries = useQueryClient();
  const plan = useQuery({
    queryKey: keys.purge(tenant.id),
    queryFn: async () => {
      const made = await client.plan.makePurge({ tenantIds: [tenant.id] });
      await showPlan(queries, made);
      return made;
    },
    enabled: opened,
    gcTime: 0,
    staleTime: 0,
  });
  const apply = useMutation({
    mutationFn: (asked: { planId: string; confirm: string | null }) =>
      client.plan.apply({ ...asked, operationIds: null }),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: keys.plan });
      await queries.invalidateQueries({ queryKey: keys.tenants });
    },
  });
  const close = () => {
    apply.reset();
    onClose();
  };
  const made = plan.isFetching ? undefined : plan.data;
  const report = apply.data;
  const failed = report === undefined ? 0 : report.failed + report.skipped;
  return (
    <TypedConfirmDialog
      opened={opened}
      title={text.title(tenant.name)}
      confirm={text.confirm}
      typed={made?.confirmation?.text ?? null}
      danger
      pending={apply.isPending}
      waiting={made === undefined || made.operations === 0 || made.confirmation === null}
      error={apply.error ?? plan.error}
      onClose={close}
      onConfirm={(confirm) => {
        if (made === undefined) return;
        apply.mutate(
          { planId: made.id, confirm },
          {
            onSuccess: (done) => {
              if (done.failed + done.skipped === 0) close();
            },
          },
        );
      }}
    >
      <p>{text.text}</p>
      <Note tone="warn" title={text.backup} />
      {made === undefined && plan.error === null && (
        <p className="muted" role="status">
          {text.reading}
        </p>
      )}
      {made?.operations === 0 && <p>{text.nothing}</p>}
      {made !== undefined && made.operations > 0 && made.confirmation !== null && (
        <ConfirmationText confirmation={made.confirmation} />
      )}
      {report !== undefined && failed > 0 && (
        <Note tone="bad" role="alert" title={text.failed(report.applied, failed)} />
      )}
    </TypedConfirmDialog>
  );
}
