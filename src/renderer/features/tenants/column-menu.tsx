import { ActionIcon, Checkbox, Popover, Tooltip } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { words } from '../../app/messages/words.ts';
import { columns, type ColumnName } from './columns.ts';

interface Props {
  readonly chosen: readonly ColumnName[];
  /** Null: those the list comes with. */
  readonly onChange: (columns: readonly ColumnName[] | null) => void;
}

/** Which columns the list shows, where there is room for them. */
export function ColumnMenu({ chosen, onChange }: Props) {
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="none">
      <Popover.Target>
        <Tooltip label={words.tenants.columnsTitle}>
          <ActionIcon variant="default" size={30} aria-label={words.tenants.columnsTitle}>
            <IconColumns3 size={16} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.tenants.columnsTitle} className="column-menu">
        {columns.map(({ name }) => (
          <Checkbox
            key={name}
            size="xs"
            label={words.tenants.columns[name]}
            checked={chosen.includes(name)}
            disabled={name === 'name'}
            onChange={(event) => {
              const rest = chosen.filter((other) => other !== name);
              onChange(event.currentTarget.checked ? [...rest, name] : rest);
            }}
          />
        ))}
        <button
          type="button"
          className="link"
          onClick={() => {
            onChange(null);
          }}
        >
          {words.tenants.columnsReset}
        </button>
      </Popover.Dropdown>
    </Popover>
  );
}
