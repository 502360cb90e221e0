import { useEffect, useState } from 'react';
import type { RevealedCredential } from '../../../shared/bridge/account-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { reportOf } from '../../app/bridge-error.ts';

const shownFor = 30_000;

export type Reveal =
  | { readonly step: 'hidden' | 'asking' | 'proving' }
  | { readonly step: 'shown'; readonly credential: RevealedCredential }
  | { readonly step: 'failed'; readonly error: unknown };

/**
 * A password on its way to the screen. It lives in the component alone, never in a cache, and goes after
 * half a minute or with the component. Where main wants the operator to prove to be there, `proving`.
 */
export function useReveal(tenantId: string, account: string) {
  const client = useClient();
  const [reveal, setReveal] = useState<Reveal>({ step: 'hidden' });
  const shown = reveal.step === 'shown';
  const hide = () => {
    setReveal({ step: 'hidden' });
  };
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(hide, shownFor);
    return () => {
      clearTimeout(timer);
    };
  }, [shown]);
  const ask = () => {
    setReveal({ step: 'asking' });
    client.accounts.reveal({ tenantId, account }).then(
      (credential) => {
        setReveal({ step: 'shown', credential });
      },
      (error: unknown) => {
        const unproven = reportOf(error).code === 'reauthentication-needed';
        setReveal(unproven ? { step: 'proving' } : { step: 'failed', error });
      },
    );
  };
  return { reveal, ask, hide };
}
