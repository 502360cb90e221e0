import { ActionIcon, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  IconArrowsDiff,
  IconDeviceFloppy,
  IconDots,
  IconFolderOpen,
  IconRefreshDot,
} from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { saveTextFile } from '../../app/save-file.ts';
import { tellFailure } from '../../app/tell-failure.ts';
import { words } from '../../app/messages/words.ts';
import { readTextFile } from './plan-file.ts';
import { ComparisonDialog } from './comparison-dialog.tsx';
import { showPlan } from './use-plan.ts';

const text = words.plan;

interface Props {
  readonly plan: PlanSummary | null;
  readonly comparing: boolean;
  readonly onCompareAll: () => void;
}

/** What can be done with a plan beside applying it: keep it, take one from a file, see what changed. */
export function PlanMenu({ plan, comparing, onCompareAll }: Props) {
  const client = useClient();
  const queries = useQueryClient();
  const [diffing, setDiffing] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const save = useMutation({
    mutationFn: async (planId: string) => {
      const { name, text: content } = await client.plan.save({ planId });
      saveTextFile(name, [content], 'application/json');
    },
    onError: tellFailure,
  });
  const load = useMutation({
    mutationFn: async (chosen: File) => client.plan.load({ text: await readTextFile(chosen) }),
    onSuccess: (loaded) => showPlan(queries, loaded),
    onError: tellFailure,
  });
  const idle = plan?.running !== true && !comparing;
  return (
    <>
      <Menu position="bottom-end" shadow="none" withinPortal={false}>
        <Menu.Target>
          <ActionIcon ref={button} variant="default" size={30} aria-label={text.moreActions}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconRefreshDot size={15} stroke={1.6} aria-hidden />}
            disabled={!idle}
            title={text.compareAllHint}
            onClick={onCompareAll}
          >
            {text.compareAll}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconArrowsDiff size={15} stroke={1.6} aria-hidden />}
            disabled={plan === null}
            onClick={() => {
              button.current?.focus();
              setDiffing(true);
            }}
          >
            {text.compareBefore}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconDeviceFloppy size={15} stroke={1.6} aria-hidden />}
            disabled={plan === null || plan.operations === 0}
            onClick={() => {
              if (plan !== null) save.mutate(plan.id);
            }}
          >
            {text.save}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFolderOpen size={15} stroke={1.6} aria-hidden />}
            disabled={!idle}
            onClick={() => {
              file.current?.click();
            }}
          >
            {text.open}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        aria-label={text.openFile}
        hidden
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (chosen !== undefined) load.mutate(chosen);
        }}
      />
      {plan !== null && (
        <ComparisonDialog
          opened={diffing}
          planId={plan.id}
          onClose={() => {
            setDiffing(false);
          }}
        />
      )}
    </>
  );
}
