import type { Provisioning } from '../../shared/bridge/views.ts';
import type { TenantState } from '../../shared/documents/tenant.ts';
import { words } from '../app/messages/words.ts';
import './components.css';

export function StateBadge({ state }: { readonly state: TenantState }) {
  return <span className={`badge badge-${state}`}>{words.tenants.states[state]}</span>;
}

export function ProvisioningBadge({ provisioning }: { readonly provisioning: Provisioning }) {
  return (
    <span
      className={`badge badge-${provisioning}`}
      title={words.tenants.provisioningText[provisioning]}
    >
      {words.tenants.provisioning[provisioning]}
    </span>
  );
}
