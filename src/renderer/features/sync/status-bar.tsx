import { Popover } from '@mantine/core';
import { useState } from 'react';
import {
  useApplying,
  useConnection,
  useLease,
  useSyncStatus,
} from '../../app/data/frame-queries.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { ServerBadges } from '../../components/badge.tsx';
import { leaseSentence } from '../lease/lease-sentence.ts';
import { SyncDetails } from './sync-details.tsx';
import { syncSentence } from './sync-sentence.ts';
import { useSyncNow } from './use-sync-now.ts';

/** Always on screen: how the registry here and the one on the server stand to each other. */
export function StatusBar() {
  const status = useSyncStatus();
  const connection = useConnection().data ?? null;
  const applying = useApplying();
  const lease = leaseSentence(useLease().data, new Date());
  const { go, openDialog } = useNavigation();
  const [opened, setOpened] = useState(false);
  const now = useSyncNow();
  const state = status.data?.state ?? 'not-connected';
  return (
    <footer className="status-bar">
      <Popover
        opened={opened}
        onChange={setOpened}
        position="top-start"
        width={352}
        trapFocus
        returnFocus
        shadow="none"
      >
        <Popover.Target>
          <button
            type="button"
            className="status-text"
            title={words.sync.details}
            onClick={() => {
              setOpened((open) => !open);
            }}
          >
            <span className={`status-dot status-${state}`} aria-hidden />
            <span className="ellipsis" data-testid="sync-sentence">
              {status.data === undefined
                ? words.frame.loading
                : syncSentence(status.data, new Date())}
            </span>
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={words.sync.details}>
          {status.data !== undefined && (
            <SyncDetails
              status={status.data}
              connection={connection}
              failure={now.error}
              onMore={() => {
                setOpened(false);
                go('sync');
              }}
            />
          )}
        </Popover.Dropdown>
      </Popover>
      <span className="visually-hidden" role="status" aria-label={words.sync.status}>
        {words.sync.announce[state]}
      </span>
      {connection === null ? (
        <button
          type="button"
          className="link"
          onClick={() => {
            openDialog('connect');
          }}
        >
          {words.frame.connectShort}
        </button>
      ) : (
        <button
          type="button"
          className="link"
          disabled={now.isPending}
          onClick={() => {
            now.mutate(undefined, {
              onError: () => {
                setOpened(true);
              },
            });
          }}
        >
          {now.isPending ? words.sync.syncingNow : words.sync.now}
        </button>
      )}
      <span className="spacer" />
      {applying === null && lease !== null && (
        <button
          type="button"
          className="link status-lease ellipsis"
          title={lease.text}
          onClick={() => {
            go('plan');
          }}
        >
          {lease.title}
        </button>
      )}
      {applying !== null && (
        <button
          type="button"
          className="link status-applying"
          onClick={() => {
            go('plan');
          }}
        >
          {words.plan.applyingShort(applying.settled, applying.total)}
        </button>
      )}
      {connection !== null && <ServerBadges server={connection} />}
      {connection?.practice === true && (
        <span className="practice-badge">{words.frame.practice}</span>
      )}
    </footer>
  );
}
