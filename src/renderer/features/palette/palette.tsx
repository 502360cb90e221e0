import { Combobox, Modal, TextInput, useCombobox } from '@mantine/core';
import { IconBuilding, IconSearch } from '@tabler/icons-react';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useLayoutEffect, useState } from 'react';
import { findCommands, type Command } from '../../app/commands/find-commands.ts';
import { useCommands } from '../../app/commands/use-commands.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { giveFocusBack } from '../../components/focus-back.ts';
import { useTenantChoice } from '../tenants/use-tenant-choice.ts';
import './palette.css';

const text = words.palette;
const groups = ['open', 'do', 'go'] as const;
/** Tenants offered at once. */
const offered = 8;
/** Milliseconds after a keystroke. */
const typingPause = 60;

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

interface Line {
  readonly id: string;
  readonly label: string;
  readonly keys: readonly string[];
  readonly run: () => void;
}

/** Tenants that are found by what was typed; none before anything was. */
function useTenantLines(search: string): readonly Line[] {
  const { openTenant } = useNavigation();
  const [asked] = useDebouncedValue(search.trim().slice(0, 500), typingPause);
  const found = useTenantChoice(asked, offered, asked !== '');
  if (search.trim() === '') return [];
  return (found.data ?? []).map(({ id, name, key }) => ({
    id: `tenant ${id}`,
    label: `${name} · ${key}`,
    keys: [],
    run: () => {
      openTenant(id);
    },
  }));
}

function lineOf({ id, label, keys: pressed = [], run }: Command): Line {
  return { id, label, keys: pressed, run };
}

/** The list below the field; the focus stays in the field, and the keys move what is chosen. */
function Found({ onClose }: Pick<Props, 'onClose'>) {
  const [search, setSearch] = useState('');
  const combobox = useCombobox({ opened: true, onDropdownClose: onClose });
  const { selectFirstOption } = combobox;
  const commands = findCommands(useCommands(), search);
  const tenants = useTenantLines(search);
  const sets = [
    ...groups.map((group) => ({
      group,
      lines: commands.filter((command) => command.group === group).map(lineOf),
    })),
    { group: 'tenants' as const, lines: tenants },
  ].filter(({ lines }) => lines.length > 0);
  const shown = sets.flatMap(({ lines }) => lines);
  const told = shown.map(({ id }) => id).join(' ');
  // At once with the lines: somebody quick presses Enter right after the last letter.
  useLayoutEffect(() => {
    selectFirstOption();
  }, [told, selectFirstOption]);
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const chosen = shown.find((line) => line.id === id);
        onClose();
        chosen?.run();
      }}
    >
      <Combobox.EventsTarget>
        <TextInput
          data-autofocus
          role="combobox"
          aria-expanded
          aria-label={text.search}
          placeholder={text.searchHint}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          maxLength={500}
          spellCheck={false}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
          }}
        />
      </Combobox.EventsTarget>
      <Combobox.Options className="palette-list" aria-label={text.results}>
        {shown.length === 0 && <Combobox.Empty>{text.nothing}</Combobox.Empty>}
        {sets.map(({ group, lines }) => (
          <Combobox.Group key={group} label={text.groups[group]}>
            {lines.map((line) => (
              <Combobox.Option key={line.id} value={line.id} className="palette-line">
                {group === 'tenants' && <IconBuilding size={15} stroke={1.6} aria-hidden />}
                <span className="ellipsis">{line.label}</span>
                <span className="spacer" />
                {line.keys.map((key) => (
                  <kbd key={key} className="kbd">
                    {key}
                  </kbd>
                ))}
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
      </Combobox.Options>
    </Combobox>
  );
}

/** Every command and every tenant, by typing a part of its name. */
export function Palette({ opened, onClose }: Props) {
  useEffect(() => {
    if (!opened) return;
    const opener = document.activeElement;
    return () => {
      // What was chosen may have put the focus where it belongs already.
      if (document.activeElement === document.body) giveFocusBack(opener);
    };
  }, [opened]);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={text.title}
      withCloseButton={false}
      size="36rem"
      yOffset="12vh"
      padding="xs"
      returnFocus={false}
      classNames={{ header: 'palette-head' }}
      transitionProps={{ duration: 0 }}
    >
      <Found onClose={onClose} />
    </Modal>
  );
}
