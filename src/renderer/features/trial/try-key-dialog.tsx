import { useEffect, useRef, useState } from 'react';
import type { KeyTrial } from '../../../shared/bridge/trial-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { TrialForm } from './trial-form.tsx';
import { TrialResult } from './trial-result.tsx';
import './trial.css';

const text = words.trial;

interface Props {
  /** The listed key it is about; null: any. */
  readonly wanted: { readonly id: string; readonly prefix: string } | null;
  readonly onClose: () => void;
}

/**
 * Tries a pasted key. The key lives in the form alone and goes with it; the token stays in main, which forgets it when
 * this closes.
 */
export function TryKeyDialog({ wanted, onClose }: Props) {
  const { trial: calls } = useClient();
  const [trial, setTrial] = useState<KeyTrial | null>(null);
  const held = useRef<string | null>(null);
  useEffect(() => {
    held.current = trial?.token?.trialId ?? null;
  }, [trial]);
  useEffect(
    () => () => {
      if (held.current !== null) void calls.end({ trialId: held.current }).catch(() => undefined);
    },
    [calls],
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={wanted === null ? text.title : text.titleOf(wanted.prefix)}
      size="46rem"
    >
      {trial === null ? (
        <TrialForm wanted={wanted} onClose={onClose} onTried={setTrial} />
      ) : (
        <TrialResult
          trial={trial}
          onAgain={() => {
            setTrial(null);
          }}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}
