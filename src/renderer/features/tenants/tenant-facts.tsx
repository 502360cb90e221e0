import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Facts } from '../../components/facts.tsx';

const text = words.tenants.factNames;

/** Where a tenant comes from and what it is called everywhere. */
export function TenantFacts({ tenant }: { readonly tenant: TenantDetail }) {
  const now = new Date();
  const { blueprint } = tenant;
  return (
    <Facts
      facts={[
        [text.owner, tenant.ownerEmail ?? text.none],
        [text.blueprint, text.blueprintValue(blueprint.title, blueprint.version)],
        [text.created, text.by(moment(tenant.createdAt, now), tenant.createdBy)],
        [text.updated, text.by(moment(tenant.updatedAt, now), tenant.updatedBy)],
        ...(tenant.archivedAt === null
          ? []
          : [[text.archived, moment(tenant.archivedAt, now)] as const]),
        ...(tenant.deletedAt === null
          ? []
          : [[text.deleted, moment(tenant.deletedAt, now)] as const]),
        [
          text.id,
          <span key="id" className="detail-line">
            <span className="mono ellipsis">{tenant.id}</span>
            <CopyButton text={tenant.id} what={text.id.toLowerCase()} />
          </span>,
        ],
        [
          text.generation,
          <span key="g" title={text.generationHint}>
            {tenant.generation}
          </span>,
        ],
      ]}
    />
  );
}
