import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';

const text = words.tenants;

/** Changes made by hand that somebody adopted, each with the way back. */
export function Overrides({ tenant }: { readonly tenant: TenantDetail }) {
  const client = useClient();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<string | null>(null);
  const drop = useMutation({
    mutationFn: (database: string) => client.drift.dropOverride({ tenantId: tenant.id, database }),
    onSuccess: async () => {
      close();
      await queries.invalidateQueries({ queryKey: keys.tenants });
    },
  });
  const close = () => {
    drop.reset();
    setAsking(null);
  };
  return (
    <section>
      <h3>{text.adopted}</h3>
      <ul>
        {tenant.overrides.map(({ database, adds, adoptedAt, adoptedBy }) => (
          <li key={database} className="override">
            <div className="account-line">
              <span className="mono ellipsis" title={database}>
                {database}
              </span>
              <button
                type="button"
                className="link"
                aria-label={text.takeBackOf(database)}
                onClick={() => {
                  setAsking(database);
                }}
              >
                {text.takeBack}
              </button>
            </div>
            {adds.map((line) => (
              <p key={line}>{line}</p>
            ))}
            <p className="muted">{text.adoptedBy(moment(adoptedAt, new Date()), adoptedBy)}</p>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        opened={asking !== null}
        title={text.takingBack.title}
        confirm={text.takingBack.confirm}
        pending={drop.isPending}
        error={drop.error}
        onClose={close}
        onConfirm={() => {
          if (asking !== null) drop.mutate(asking);
        }}
      >
        <p>{text.takingBack.text(asking ?? '')}</p>
      </ConfirmDialog>
    </section>
  );
}
