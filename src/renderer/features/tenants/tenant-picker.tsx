import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTenantChoice } from './use-tenant-choice.ts';

/** Tenants offered at once; whoever wants another one types more of its name. */
const offered = 20;
/** Milliseconds after a keystroke. */
const typingPause = 120;

export interface PickedTenant {
  readonly id: string;
  readonly label: string;
}

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly nothingFound: string;
  readonly value: PickedTenant | null;
  readonly onChange: (tenant: PickedTenant | null) => void;
}

/** Chooses one tenant out of however many by typing a part of its name or key. */
export function TenantPicker({ label, placeholder, nothingFound, value, onChange }: Props) {
  const [text, setText] = useState(value?.label ?? '');
  const [search] = useDebouncedValue(text === value?.label ? '' : text, typingPause);
  const rows = useTenantChoice(search.slice(0, 500), offered).data ?? [];
  const data = rows.map(({ id, name, key }) => ({ value: id, label: `${name} · ${key}` }));
  const all =
    value === null || data.some((one) => one.value === value.id)
      ? data
      : [{ value: value.id, label: value.label }, ...data];
  return (
    <Select
      size="xs"
      aria-label={label}
      placeholder={placeholder}
      data={all}
      value={value?.id ?? null}
      searchable
      clearable
      searchValue={text}
      onSearchChange={setText}
      // Main has found them already.
      filter={({ options }) => options}
      nothingFoundMessage={nothingFound}
      comboboxProps={{ withinPortal: false, shadow: 'none', keepMounted: false }}
      onChange={(id) => {
        const chosen = all.find((one) => one.value === id);
        onChange(chosen === undefined ? null : { id: chosen.value, label: chosen.label });
      }}
    />
  );
}
