import { Button, Loader, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { entryFileHead, entryLines, type EntryFormat } from '../../../shared/log/entry-files.ts';
import type { EntryFilter } from '../../../shared/log/entry-filter.ts';
import { everyEntry } from '../../../shared/log/every-entry.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { reportOf } from '../../app/bridge-error.ts';
import { words } from '../../app/messages/words.ts';
import { saveTextFile } from '../../app/save-file.ts';
import { tellFailure } from '../../app/tell-failure.ts';
import { tell } from '../../app/tell.ts';
import { dayBefore } from './cut-day.ts';

const text = words.activity.export;
const types = { csv: 'text/csv', jsonl: 'application/jsonl' } as const;
/** Then the entries of this device are what there is. */
const away: ReadonlySet<string> = new Set(['not-connected', 'server-refused', 'server-timeout']);

interface Ready {
  readonly name: string;
  readonly pieces: readonly string[];
  readonly type: string;
}

/** Writes what is found into a file, older entries from the server too. */
export function ExportMenu({ filter }: { readonly filter: EntryFilter }) {
  const client = useClient();
  const [read, setRead] = useState<number | null>(null);
  const [ready, setReady] = useState<Ready | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(
    () => () => {
      running.current?.abort();
    },
    [],
  );

  async function run(format: EntryFormat): Promise<void> {
    const control = new AbortController();
    running.current = control;
    setRead(0);
    const pieces = [entryFileHead(format)];
    let count = 0;
    let hereOnly = false;
    try {
      for await (const rows of everyEntry(client.audit, filter, 'everywhere')) {
        if (control.signal.aborted) return;
        pieces.push(entryLines(rows, format));
        count += rows.length;
        setRead(count);
      }
    } catch (error) {
      const report = reportOf(error);
      if (!away.has(report.code)) {
        tellFailure(error);
        return;
      }
      hereOnly = true;
    } finally {
      setRead(null);
    }
    const name = `audit-log-${dayBefore(new Date(), 0)}.${format}`;
    // What took long is no longer what somebody just clicked for, and would be refused as such.
    if (navigator.userActivation.isActive) saveTextFile(name, pieces, types[format]);
    else setReady({ name, pieces, type: types[format] });
    if (hereOnly) tell(text.hereOnly(count), { color: 'yellow' });
    else tell(text.done(count));
  }

  if (read !== null) {
    return (
      <>
        <span className="muted" role="status">
          <Loader size="xs" type="dots" aria-hidden /> {text.running(read)}
        </span>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            running.current?.abort();
          }}
        >
          {text.cancel}
        </Button>
      </>
    );
  }
  if (ready !== null) {
    return (
      <Button
        size="xs"
        leftSection={<IconDownload size={14} aria-hidden />}
        onClick={() => {
          saveTextFile(ready.name, ready.pieces, ready.type);
          setReady(null);
        }}
      >
        {text.save(ready.name)}
      </Button>
    );
  }
  return (
    <Menu position="bottom-end" shadow="none" withinPortal={false}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />}>
          {text.button}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'jsonl'] as const).map((format) => (
          <Menu.Item
            key={format}
            onClick={() => {
              void run(format);
            }}
          >
            {text[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
