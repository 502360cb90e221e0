import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { RevealedCredential } from '../../../shared/bridge/account-views.ts';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { words } from '../../app/messages/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { MiddleEllipsis } from '../../components/middle-ellipsis.tsx';

const text = words.tenants;
const shownFor = 30_000;

interface Props {
  readonly tenantId: string;
  readonly account: TenantDetail['accounts'][number];
}

type Reveal =
  | { readonly step: 'hidden' | 'asking' }
  | { readonly step: 'shown'; readonly credential: RevealedCredential }
  | { readonly step: 'failed'; readonly error: unknown };

/**
 * One service account. A revealed password lives in this component alone, never in a cache, and goes
 * after half a minute or with the component.
 */
export function AccountItem({ tenantId, account }: Props) {
  const client = useClient();
  const [reveal, setReveal] = useState<Reveal>({ step: 'hidden' });
  const shown = reveal.step === 'shown';
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => {
      setReveal({ step: 'hidden' });
    }, shownFor);
    return () => {
      clearTimeout(timer);
    };
  }, [shown]);
  const ask = () => {
    setReveal({ step: 'asking' });
    client.accounts.reveal({ tenantId, account: account.name }).then(
      (credential) => {
        setReveal({ step: 'shown', credential });
      },
      (error: unknown) => {
        setReveal({ step: 'failed', error });
      },
    );
  };
  return (
    <li className="account">
      <div className="account-line">
        <span className="account-name">
          <MiddleEllipsis text={account.username} />
          <span className="muted">{text.access[account.access]}</span>
        </span>
        {!account.revealable ? (
          <span className="muted" title={text.notHereHint}>
            {text.notHere}
          </span>
        ) : shown ? (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              setReveal({ step: 'hidden' });
            }}
          >
            {text.hide}
          </Button>
        ) : (
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
      </div>
      {reveal.step === 'shown' && (
        <div className="account-secret">
          <div className="account-line">
            <code aria-label={text.username}>{reveal.credential.username}</code>
            <CopyButton text={reveal.credential.username} what={text.username.toLowerCase()} />
          </div>
          <div className="account-line">
            <code aria-label={text.password} data-testid="revealed-password">
              {reveal.credential.password}
            </code>
            <CopyButton
              text={reveal.credential.password}
              what={text.password.toLowerCase()}
              secret
            />
          </div>
          <p className="muted">{text.hides}</p>
        </div>
      )}
      {reveal.step === 'failed' && <ErrorNote error={reveal.error} />}
    </li>
  );
}
