import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { VaultStatus } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { BridgeError } from '../../app/bridge-error.ts';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { NewPassphrase } from './new-passphrase.tsx';
import { Unlock } from './unlock.tsx';
import { vaultNeed, type VaultNeed } from './vault-need.ts';

const titles: Readonly<Record<VaultNeed, readonly [string, string]>> = {
  passphrase: [words.vault.absentTitle, words.vault.absentText],
  unlock: [words.vault.lockedTitle, words.vault.lockedText],
  keychain: [words.vault.keychainTitle, words.vault.keychainText],
  damaged: [words.vault.damagedTitle, words.vault.damagedText],
};

interface Props {
  readonly vault: VaultStatus;
  readonly onLater: () => void;
}

/** A screen of its own for the vault that is not open. */
export function VaultScreen({ vault, onLater }: Props) {
  const client = useClient();
  const queries = useQueryClient();
  const store = (status: VaultStatus) => {
    queries.setQueryData(keys.vault, status);
  };
  const retry = useMutation({ mutationFn: () => client.vault.retry(), onSuccess: store });
  const need = vaultNeed(vault);
  const [title, lead] = titles[need];
  return (
    <main className="gate">
      <div className="gate-card">
        <div className="gate-mark">
          <IconLock size={22} stroke={1.6} aria-hidden />
        </div>
        <h1>{title}</h1>
        <p className="lead">{lead}</p>
        <div className="stack gate-form">
          {need === 'passphrase' && <NewPassphrase onMade={store} />}
          {need === 'unlock' && <Unlock onUnlocked={store} />}
          {(need === 'keychain' || need === 'damaged') && (
            <>
              {vault.problem !== null && <ErrorNote error={new BridgeError(vault.problem)} />}
              {retry.error !== null && <ErrorNote error={retry.error} />}
              <Button
                loading={retry.isPending}
                onClick={() => {
                  retry.mutate();
                }}
              >
                {words.vault.retry}
              </Button>
            </>
          )}
          <div className="gate-later">
            <button type="button" className="link" onClick={onLater}>
              {words.vault.later}
            </button>
            <p className="muted">{words.vault.laterHint}</p>
          </div>
        </div>
      </div>
    </main>
  );
}
