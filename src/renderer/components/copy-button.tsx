import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useCopy } from '../app/data/frame-queries.ts';
import { words } from '../app/messages/words.ts';

interface Props {
  readonly text: string;
  /** What is copied, for the button's name. */
  readonly what: string;
  readonly secret?: boolean;
}

const shownFor = 2500;

/** Copies through main, which clears a secret from the clipboard again. */
export function CopyButton({ text, what, secret = false }: Props) {
  const copy = useCopy();
  const { isSuccess, reset } = copy;
  useEffect(() => {
    if (!isSuccess) return;
    const timer = setTimeout(reset, shownFor);
    return () => {
      clearTimeout(timer);
    };
  }, [isSuccess, reset]);
  const done = secret ? words.frame.copiedSecret : words.frame.copied;
  return (
    <Tooltip
      label={isSuccess ? done : words.frame.copyOf(what)}
      {...(isSuccess ? { opened: true } : {})}
    >
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={words.frame.copyOf(what)}
        onClick={() => {
          copy.mutate({ text, secret });
        }}
      >
        {isSuccess ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
