import { useState } from 'react';
import { ErrorNote } from '../components/error-note.tsx';
import { FirstRun } from '../features/first-run/first-run.tsx';
import { useHasTenants } from '../features/tenants/use-has-tenants.ts';
import { VaultScreen } from '../features/vault/vault-screen.tsx';
import { useAppState, useVault } from './data/frame-queries.ts';
import { AppFrame } from './frame/app-frame.tsx';
import { words } from './messages/words.ts';
import './gate.css';

/** Appears only where starting takes long enough to be noticed. */
function Starting() {
  return (
    <main className="gate">
      <p className="gate-starting" role="status">
        {words.frame.starting}
      </p>
    </main>
  );
}

/**
 * Decides what one sees: the vault first where it needs a hand, then the first run, then the console.
 * Who worked offline before has tenants, and is not asked again.
 */
export function Gate() {
  const app = useAppState();
  const vault = useVault();
  const firstRun = app.data?.firstRun === true;
  const hasTenants = useHasTenants(firstRun);
  const [offline, setOffline] = useState(false);
  const [withoutVault, setWithoutVault] = useState(false);

  const failed = [app, vault, hasTenants].find((query) => query.isError);
  if (failed !== undefined) {
    return (
      <main className="gate">
        <div className="gate-card">
          <ErrorNote
            error={failed.error}
            onRetry={() => {
              void failed.refetch();
            }}
          />
        </div>
      </main>
    );
  }
  if (app.data === undefined || vault.data === undefined) return <Starting />;
  if (vault.data.state !== 'open' && !withoutVault) {
    return (
      <VaultScreen
        vault={vault.data}
        onLater={() => {
          setWithoutVault(true);
        }}
      />
    );
  }
  if (firstRun && !offline) {
    if (hasTenants.data === undefined) return <Starting />;
    if (!hasTenants.data) {
      return (
        <FirstRun
          onOffline={() => {
            setOffline(true);
          }}
        />
      );
    }
  }
  return (
    <AppFrame
      app={app.data}
      vaultOpen={vault.data.state === 'open'}
      onOpenVault={() => {
        setWithoutVault(false);
      }}
    />
  );
}
