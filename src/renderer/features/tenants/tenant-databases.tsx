import { IconDatabase } from '@tabler/icons-react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { MiddleEllipsis } from '../../components/middle-ellipsis.tsx';

/** The databases that a tenant has by its blueprint. */
export function TenantDatabases({ tenant }: { readonly tenant: TenantDetail }) {
  return (
    <section>
      <h3>{words.tenants.databases}</h3>
      <ul>
        {tenant.databaseNames.map((name) => (
          <li key={name} className="detail-line">
            <IconDatabase size={14} stroke={1.6} aria-hidden />
            <MiddleEllipsis text={name} />
            <CopyButton text={name} what={name} />
          </li>
        ))}
      </ul>
    </section>
  );
}
