import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';
import { useTenantChange } from './use-tenant.ts';

const text = words.tenants.elsewhere;

interface Props {
  readonly tenant: TenantDetail;
  /** The tenant as the form was opened with. */
  readonly since: TenantDetail;
  readonly gone: boolean;
  /** Fields that wait for a choice. */
  readonly open: number;
}

/** Tells above an open form what happened to its tenant meanwhile. */
export function EditedElsewhere({ tenant, since, gone, open }: Props) {
  const restore = useTenantChange((tenants, id: string) => tenants.restore({ id }));
  const at = moment(tenant.updatedAt, new Date());
  if (gone) {
    return (
      <Note tone="bad" title={text.gone} role="alert">
        <p>{text.goneText}</p>
      </Note>
    );
  }
  if (tenant.state === 'deleted') {
    return (
      <Note tone="bad" title={text.deleted(tenant.updatedBy, at)} role="alert">
        <p>{text.deletedText}</p>
        {tenant.purgedAt === null && (
          <button
            type="button"
            className="link"
            onClick={() => {
              restore.mutate(tenant.id);
            }}
          >
            {text.restore}
          </button>
        )}
      </Note>
    );
  }
  if (tenant.rev === since.rev) return null;
  return (
    <Note tone="warn" title={text.edited(tenant.updatedBy, at)} role="alert">
      <p>{open > 0 ? text.choose : text.followed}</p>
    </Note>
  );
}

/** A value that somebody else gave a field meanwhile. */
export function NewerValue({
  value,
  onTake,
}: {
  readonly value: string;
  readonly onTake: () => void;
}) {
  return (
    <p className="newer-value">
      <span className="muted">{text.newer}</span> <bdi>{value === '' ? text.empty : value}</bdi>{' '}
      <button type="button" className="link" onClick={onTake}>
        {text.take}
      </button>
    </p>
  );
}
