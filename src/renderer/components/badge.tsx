import type { Provisioning } from '../../shared/bridge/views.ts';
import type { TenantState } from '../../shared/documents/tenant.ts';
import { words } from '../app/messages/words.ts';
import './components.css';

export function StateBadge({ state }: { readonly state: TenantState }) {
  return <span className={`badge badge-${state}`}>{words.tenants.states[state]}</span>;
}

/** What the guards refuse, beside the state. */
export function FlagBadge({ flag }: { readonly flag: 'readOnly' | 'overQuota' | 'purged' }) {
  return <span className="mark-badge">{words.tenants.flags[flag]}</span>;
}

/** How careful one has to be on a server. */
export function ServerBadges({
  server,
}: {
  readonly server: { readonly production: boolean; readonly readOnly: boolean };
}) {
  return (
    <>
      {server.production && (
        <span className="mark-badge mark-production" title={words.frame.productionHint}>
          {words.frame.production}
        </span>
      )}
      {server.readOnly && (
        <span className="mark-badge" title={words.frame.readOnlyHint}>
          {words.frame.readOnly}
        </span>
      )}
    </>
  );
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
