import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { TenantFilter } from '../../app/data/tenant-filter.ts';
import { useCommandSet } from '../../app/commands/use-commands.ts';
import { words } from '../../app/messages/words.ts';
import { RotateManyDialog } from '../accounts/rotate-many-dialog.tsx';
import { AddToTenantsDialog } from '../people/add-to-tenants-dialog.tsx';
import { bulkActions, type BulkName } from './bulk-actions.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { useExport } from './use-export.ts';

const text = words.tenants.bulk;

interface Props {
  readonly ids: ReadonlySet<string>;
  readonly total: number;
  readonly state: TenantFilter['state'];
  readonly onAll: () => void;
  readonly onClear: () => void;
}

/** How many are ticked, and what can be done with them. */
export function BulkBar({ ids, total, state, onAll, onClear }: Props) {
  const [asked, setAsked] = useState<{ name: BulkName; ids: readonly string[] } | null>(null);
  const [dialog, setDialog] = useState<{
    of: 'people' | 'rotate';
    ids: readonly string[];
  } | null>(null);
  const close = () => {
    setDialog(null);
  };
  const openDialog = (of: 'people' | 'rotate') => () => {
    setDialog({ of, ids: [...ids] });
  };
  const menu = useRef<HTMLButtonElement>(null);
  const exporting = useExport();
  const { open, menu: others } = bulkActions(state);
  const ask = (name: BulkName) => () => {
    setAsked({ name, ids: [...ids] });
  };
  const selected = text.selected(ids.size);
  const command = (id: string, label: string, run: () => void) => ({
    id: `selected ${id}`,
    group: 'open' as const,
    label: `${label} · ${selected}`,
    run,
  });
  useCommandSet(
    ids.size === 0
      ? []
      : [
          ...[...open, ...others].map((name) => command(name, text.names[name], ask(name))),
          command('people', text.addPeople, openDialog('people')),
          command('rotate', text.rotate, openDialog('rotate')),
          command('table', text.exportTable, () => {
            exporting.table.mutate([...ids]);
          }),
          command('files', text.exportFiles, () => {
            exporting.files.mutate([...ids]);
          }),
          command('clear', text.clear, onClear),
        ],
  );
  // A menu's item goes with its menu, so that its button stands for it as what opened the dialog.
  const fromMenu = (run: () => void) => () => {
    menu.current?.focus();
    run();
  };
  return (
    <>
      {ids.size > 0 && (
        <div className="selection-bar bulk-bar" role="region" aria-label={text.label}>
          <span role="status">
            <strong>{text.selected(ids.size)}</strong>
          </span>
          {ids.size < total && (
            <button type="button" className="link" onClick={onAll}>
              {text.selectAll(total)}
            </button>
          )}
          <span className="spacer" />
          <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
            {text.clear}
          </Button>
          {open.map((name) => (
            <Button key={name} size="xs" variant="default" onClick={ask(name)}>
              {text.names[name]}
            </Button>
          ))}
          <Menu position="top-end" shadow="none" withinPortal={false}>
            <Menu.Target>
              <ActionIcon ref={menu} variant="default" size={30} aria-label={text.more}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {others.map((name) => (
                <Menu.Item
                  key={name}
                  {...(name === 'remove' ? { color: 'red' } : {})}
                  onClick={fromMenu(ask(name))}
                >
                  {text.names[name]}
                </Menu.Item>
              ))}
              <Menu.Divider />
              <Menu.Item onClick={fromMenu(openDialog('people'))}>{text.addPeople}</Menu.Item>
              <Menu.Item onClick={fromMenu(openDialog('rotate'))}>{text.rotate}</Menu.Item>
              <Menu.Divider />
              <Menu.Item
                onClick={fromMenu(() => {
                  exporting.table.mutate([...ids]);
                })}
              >
                {text.exportTable}
              </Menu.Item>
              <Menu.Item
                onClick={fromMenu(() => {
                  exporting.files.mutate([...ids]);
                })}
              >
                {text.exportFiles}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
      {dialog?.of === 'people' && (
        <AddToTenantsDialog ids={dialog.ids} onClose={close} onDone={onClear} />
      )}
      {dialog?.of === 'rotate' && (
        <RotateManyDialog ids={dialog.ids} onClose={close} onDone={onClear} />
      )}
      {asked !== null && (
        <BulkDialog
          name={asked.name}
          ids={asked.ids}
          onClose={() => {
            setAsked(null);
          }}
          onDone={onClear}
        />
      )}
    </>
  );
}
