import { Button } from '@mantine/core';
import { useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { shortMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { MiddleEllipsis } from '../../components/middle-ellipsis.tsx';
import { AccountSecret } from './account-secret.tsx';
import { Overlap } from './overlap.tsx';
import { ReauthenticateDialog } from './reauthenticate-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { useReveal } from './use-reveal.ts';

const text = words.tenants;

interface Props {
  readonly tenantId: string;
  readonly account: TenantDetail['accounts'][number];
  /** False where nothing of the tenant is renewed any more. */
  readonly rotatable: boolean;
}

/** One service account: its password on demand, and a new one. */
export function AccountItem({ tenantId, account, rotatable }: Props) {
  const { reveal, ask, hide } = useReveal(tenantId, account.name);
  const [rotating, setRotating] = useState(false);
  return (
    <li className="account">
      <div className="account-line">
        <span className="account-name">
          <MiddleEllipsis text={account.username} />
          <span className="muted">
            {text.access[account.access]}
            {account.rotatedAt !== null &&
              ` · ${words.accounts.rotatedAt(shortMoment(account.rotatedAt, new Date()))}`}
          </span>
          {!account.revealable && (
            <span className="muted" title={words.accounts.notHereHint}>
              {words.accounts.notHere}
            </span>
          )}
        </span>
        <span className="account-actions">
          {account.revealable && reveal.step === 'shown' && (
            <Button size="compact-xs" variant="default" onClick={hide}>
              {text.hide}
            </Button>
          )}
          {account.revealable && reveal.step !== 'shown' && (
            <Button
              size="compact-xs"
              variant="default"
              loading={reveal.step === 'asking'}
              aria-label={text.revealOf(account.username)}
              onClick={ask}
            >
              {text.reveal}
            </Button>
          )}
          {rotatable && (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={words.accounts.rotateOf(account.username)}
              onClick={() => {
                hide();
                setRotating(true);
              }}
            >
              {words.accounts.rotate}
            </Button>
          )}
        </span>
      </div>
      {account.previous !== null && (
        <Overlap tenantId={tenantId} account={account.name} previous={account.previous} />
      )}
      {reveal.step === 'shown' && <AccountSecret credential={reveal.credential} />}
      {reveal.step === 'failed' && <ErrorNote error={reveal.error} />}
      <ReauthenticateDialog opened={reveal.step === 'proving'} onClose={hide} onProven={ask} />
      {rotating && (
        <RotateDialog
          tenantId={tenantId}
          account={account.name}
          accounts={1}
          onClose={() => {
            setRotating(false);
          }}
        />
      )}
    </li>
  );
}
