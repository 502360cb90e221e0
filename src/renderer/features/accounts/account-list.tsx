import { useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import { AccountItem } from './account-item.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import './accounts.css';

/** The service accounts of a tenant. */
export function AccountList({ tenant }: { readonly tenant: TenantDetail }) {
  const [rotating, setRotating] = useState(false);
  const rotatable = tenant.state !== 'deleted' && tenant.purgedAt === null;
  return (
    <section>
      <div className="account-head">
        <h3>{words.tenants.accounts}</h3>
        {rotatable && tenant.accounts.length > 1 && (
          <button
            type="button"
            className="link"
            onClick={() => {
              setRotating(true);
            }}
          >
            {words.accounts.rotateAll}
          </button>
        )}
      </div>
      <ul>
        {tenant.accounts.map((account) => (
          <AccountItem
            // What is shown or asked about one pair says nothing of the next.
            key={`${account.name} ${account.username} ${account.previous?.until ?? ''}`}
            tenantId={tenant.id}
            account={account}
            rotatable={rotatable}
          />
        ))}
      </ul>
      {rotating && (
        <RotateDialog
          tenantId={tenant.id}
          account={null}
          accounts={tenant.accounts.length}
          onClose={() => {
            setRotating(false);
          }}
        />
      )}
    </section>
  );
}
