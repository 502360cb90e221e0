import { IconDatabase } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { MiddleEllipsis } from '../../components/middle-ellipsis.tsx';
import { BulkDialog } from './bulk-dialog.tsx';

const text = words.tenants;

/** The databases that a tenant has by its blueprint, and the blueprint itself. */
export function TenantDatabases({ tenant }: { readonly tenant: TenantDetail }) {
  const client = useClient();
  const [changing, setChanging] = useState(false);
  const blueprints = useQuery({
    queryKey: keys.blueprints,
    queryFn: () => client.tenants.blueprints(),
  });
  const others = (blueprints.data ?? []).some(({ id }) => id !== tenant.blueprint.id);
  const { title, version } = tenant.blueprint;
  return (
    <>
      <section>
        <h3>{text.databases}</h3>
        {tenant.databaseNames.length === 0 && <p className="muted">{text.noDatabases}</p>}
        <ul>
          {tenant.databaseNames.map((name) => (
            <li key={name} className="detail-line">
              <IconDatabase size={14} stroke={1.6} aria-hidden />
              <MiddleEllipsis text={name} />
              <CopyButton text={name} what={name} />
            </li>
          ))}
        </ul>
        {tenant.databaseNames.length > 0 && (
          <p className="muted">
            {text.fieldNeeded} <span className="mono">{tenant.id}</span>{' '}
            <CopyButton text={tenant.id} what={text.factNames.id.toLowerCase()} />
          </p>
        )}
      </section>
      <section>
        <h3>{text.factNames.blueprint}</h3>
        <p>{text.factNames.blueprintValue(title, version)}</p>
        <p className="muted">
          {text.blueprintGives(tenant.databaseNames.length, tenant.accounts.length)}
        </p>
        {others && tenant.state !== 'deleted' && (
          <button
            type="button"
            className="link"
            onClick={() => {
              setChanging(true);
            }}
          >
            {text.bulk.names.blueprint}
          </button>
        )}
      </section>
      {changing && (
        <BulkDialog
          name="blueprint"
          ids={[tenant.id]}
          onClose={() => {
            setChanging(false);
          }}
          onDone={() => undefined}
        />
      )}
    </>
  );
}
