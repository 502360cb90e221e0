import { Progress } from '@mantine/core';
import type { FirstSync } from '../../../shared/sync-status.ts';
import { words } from '../../app/messages/words.ts';

/** How far the first replication has come. */
export function FirstSyncProgress({ firstSync }: { readonly firstSync: FirstSync }) {
  const { received, total } = firstSync;
  return (
    <div className="first-sync">
      <Progress.Root size="sm">
        <Progress.Section
          value={total === 0 ? 100 : Math.min(100, (received / total) * 100)}
          aria-label={words.sync.firstSyncProgress}
        />
      </Progress.Root>
      <span className="muted">{words.sync.firstSync(received, total)}</span>
    </div>
  );
}
