import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';
import { TypedConfirmDialog } from '../../components/typed-confirm-dialog.tsx';
import { withdraws } from './withdrawal.ts';

const text = words.plan.feeds;

/** After access was withdrawn: what still flows to who had opened it before, and how to end it. */
export function OpenFeedsNote({ plan, serverName }: { plan: PlanSummary; serverName: string }) {
  const client = useClient();
  const [asking, setAsking] = useState(false);
  const feeds = useQuery({
    queryKey: [...keys.openFeeds, plan.id],
    queryFn: async () => {
      if (plan.counts['security.write'] === 0) return null;
      const { rows } = await client.plan.operations({
        planId: plan.id,
        tenantId: null,
        outcome: 'all',
        offset: 0,
        limit: 500,
      });
      return rows.some(({ operation }) => withdraws(operation)) ? client.servers.openFeeds() : null;
    },
  });
  const restart = useMutation({
    mutationFn: (confirm: string) => client.servers.restart({ confirm }),
    onSuccess: () => {
      setAsking(false);
    },
  });
  const open = feeds.data?.count ?? 0;
  if (restart.isSuccess) return <Note tone="good" title={text.restarted} role="status" />;
  if (open === 0) return null;
  return (
    <Note tone="warn" title={text.title(open)} role="status">
      <p>{text.text}</p>
      <div className="actions">
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            setAsking(true);
          }}
        >
          {text.restart}
        </Button>
      </div>
      <TypedConfirmDialog
        opened={asking}
        title={text.restartTitle}
        confirm={text.restartConfirm}
        typed={serverName}
        danger
        pending={restart.isPending}
        error={restart.error}
        onClose={() => {
          restart.reset();
          setAsking(false);
        }}
        onConfirm={(typed) => {
          restart.mutate(typed ?? '');
        }}
      >
        <p>{text.restartText}</p>
      </TypedConfirmDialog>
    </Note>
  );
}
