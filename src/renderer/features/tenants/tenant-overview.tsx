import { useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { moment } from '../../app/format/time.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { JsonBlock } from '../../components/json-block.tsx';
import { Note } from '../../components/note.tsx';
import { AccountList } from '../accounts/account-list.tsx';
import { TenantConflictNote } from '../conflicts/tenant-conflict-note.tsx';
import { ChangeKeyDialog } from './change-key-dialog.tsx';
import { Overrides } from './overrides.tsx';
import { TenantFacts } from './tenant-facts.tsx';

const text = words.tenants;

/** What a tenant is, where it stands, and what somebody should look at. */
export function TenantOverview({ tenant }: { readonly tenant: TenantDetail }) {
  const { go } = useNavigation();
  const [changingKey, setChangingKey] = useState(false);
  const configured = Object.keys(tenant.configuration).length > 0;
  return (
    <>
      <TenantConflictNote tenantId={tenant.id} />
      {tenant.refusal !== null && (
        <Note tone="bad" title={text.refusedTitle}>
          <p>
            {tenant.refusal.message}
            {tenant.keyChangeable && (
              <>
                {' '}
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    setChangingKey(true);
                  }}
                >
                  {text.changeKey}
                </button>
              </>
            )}
          </p>
          {changingKey && (
            <ChangeKeyDialog
              tenant={tenant}
              onClose={() => {
                setChangingKey(false);
              }}
            />
          )}
        </Note>
      )}
      {tenant.refusal === null && tenant.provisioning === 'waiting' && (
        <Note tone="warn" title={text.waitingTitle}>
          <p>
            {text.waitingText}{' '}
            <button
              type="button"
              className="link"
              onClick={() => {
                go('plan');
              }}
            >
              {text.reviewPlan}
            </button>
          </p>
        </Note>
      )}
      {tenant.purgedAt !== null && (
        <Note tone="plain" title={text.purge.purgedTitle}>
          <p>{text.purge.purged(moment(tenant.purgedAt, new Date()))}</p>
        </Note>
      )}
      {tenant.description !== '' && <p className="detail-description">{tenant.description}</p>}
      <AccountList tenant={tenant} />
      {tenant.overrides.length > 0 && <Overrides tenant={tenant} />}
      <section>
        <h3>{text.facts}</h3>
        <TenantFacts tenant={tenant} />
      </section>
      {configured && (
        <section>
          <h3>{text.configuration}</h3>
          <JsonBlock label={text.configuration} value={tenant.configuration} />
        </section>
      )}
    </>
  );
}
