import { Combobox, Modal, TextInput, useCombobox } from '@mantine/core';
import { IconBuilding, IconKey, IconSearch, IconUser } from '@tabler/icons-react';
import { useEffect, useId, useLayoutEffect, useState } from 'react';
import { findCommands, type Command } from '../../app/commands/find-commands.ts';
import { useCommands } from '../../app/commands/use-commands.ts';
import { words } from '../../app/messages/words.ts';
import { giveFocusBack } from '../../components/focus-back.ts';
import { useFoundLines, type Line } from './use-found-lines.ts';
import './palette.css';

const text = words.palette;
const groups = ['open', 'do', 'go'] as const;
const found = ['tenants', 'people', 'apiKeys'] as const;
const icons = { tenants: IconBuilding, people: IconUser, apiKeys: IconKey } as const;

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

function lineOf({ id, label, keys: pressed = [], run }: Command): Line {
  return { id, label, keys: pressed, run };
}

/** The list below the field; the focus stays in the field, and the keys move what is chosen. */
function Found({ onClose }: Pick<Props, 'onClose'>) {
  const [search, setSearch] = useState('');
  const listId = useId();
  const combobox = useCombobox({ opened: true, onDropdownClose: onClose });
  const { selectFirstOption } = combobox;
  const commands = findCommands(useCommands(), search);
  const lines = useFoundLines(search);
  const sets = [
    ...groups.map((group) => ({
      group,
      icon: null,
      members: commands.filter((command) => command.group === group).map(lineOf),
    })),
    ...found.map((group) => ({ group, icon: icons[group], members: lines[group] })),
  ].filter(({ members }) => members.length > 0);
  const shown = sets.flatMap(({ members }) => members);
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
      <Combobox.EventsTarget
        aria-expanded={shown.length > 0}
        aria-controls={shown.length > 0 ? listId : undefined}
      >
        <TextInput
          data-autofocus
          role="combobox"
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
      {shown.length === 0 && (
        <p className="palette-none muted" role="status">
          {text.nothing}
        </p>
      )}
      <Combobox.Options
        id={listId}
        hidden={shown.length === 0}
        className="palette-list"
        aria-label={text.results}
      >
        {sets.map(({ group, icon: Icon, members }) => (
          <Combobox.Group key={group} label={text.groups[group]}>
            {members.map((line) => (
              <Combobox.Option key={line.id} value={line.id} className="palette-line">
                {Icon !== null && <Icon size={15} stroke={1.6} aria-hidden />}
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

/** Every command, tenant, person and API key, by typing a part of its name. */
export function Palette({ opened, onClose }: Props) {
  useEffect(() => {
    if (!opened) return;
    const opener = document.activeElement;
    return () => {
      // What was chosen may have put the focus where it belongs already.
      if (document.activeElement === document.body) giveFocusBack(opener, null);
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
