import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { TenantPlace } from '../../../shared/bridge/tenant-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { initialFilter } from '../../app/data/tenant-filter.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { StateBadge } from '../../components/badge.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { nextIndex } from '../../components/grid/next-index.ts';
import { useWorkplace, useWorkplaceChange } from './use-workplace.ts';
import './switcher.css';

const text = words.tenants.switcher;
const shown = 8;
/** Milliseconds after a keystroke. */
const typingPause = 80;

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Chooses the tenant one works in: those opened lately, or any other one by its name. */
export function SwitchDialog({ opened, onClose }: Props) {
  return (
    <Dialog opened={opened} onClose={onClose} title={text.title} size="28rem" instantly>
      <Switcher onClose={onClose} />
    </Dialog>
  );
}

function Switcher({ onClose }: { readonly onClose: () => void }) {
  const client = useClient();
  const { openTenant } = useNavigation();
  const workplace = useWorkplace().data;
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), typingPause);
  const [at, setAt] = useState(0);
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    // At once, or the first letters typed after the shortcut would go nowhere.
    field.current?.focus();
  }, []);
  const found = useQuery({
    queryKey: keys.tenantSwitch(search),
    queryFn: () =>
      client.tenants.list({
        ...initialFilter,
        search: search.slice(0, 500),
        offset: 0,
        limit: shown,
      }),
    placeholderData: keepPreviousData,
  });
  const change = useWorkplaceChange((calls, id: string | null) => calls.switchTo({ id }));
  const recent = search === '' ? (workplace?.recent ?? []) : [];
  const known = new Set(recent.map(({ id }) => id));
  const others = (found.data?.rows ?? []).filter(({ id }) => !known.has(id));
  const places: readonly TenantPlace[] = [...recent, ...others];
  const active = workplace?.active ?? null;
  const current = Math.min(at, Math.max(0, places.length - 1));
  const switchTo = (id: string | null) => {
    change.mutate(id, {
      onSuccess: () => {
        onClose();
        if (id !== null) openTenant(id);
      },
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const place = places[current];
    if (event.key === 'Enter' && place !== undefined) {
      event.preventDefault();
      switchTo(place.id);
    }
    // Home, End and letters are the field's own.
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    setAt(nextIndex(event.key, current, places.length, 1) ?? 0);
  };
  const option = (place: TenantPlace, index: number) => (
    <div
      key={place.id}
      id={`${listId}-${String(index)}`}
      role="option"
      aria-selected={index === current}
      className="switch-option"
      onClick={() => {
        switchTo(place.id);
      }}
    >
      <span className="ellipsis">
        <bdi>{place.name}</bdi> <span className="muted mono">{place.key}</span>
      </span>
      {place.id === active?.id ? (
        <span className="mark-badge mark-active">{text.current}</span>
      ) : (
        place.state !== 'active' && <StateBadge state={place.state} />
      )}
    </div>
  );
  return (
    <div className="stack">
      <TextInput
        ref={field}
        data-autofocus
        role="combobox"
        aria-label={text.search}
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={places.length === 0 ? undefined : `${listId}-${String(current)}`}
        placeholder={text.search}
        value={typed}
        maxLength={500}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {found.error !== null && <ErrorNote error={found.error} />}
      {change.error !== null && <ErrorNote error={change.error} />}
      <div id={listId} role="listbox" aria-label={text.title} className="switch-list">
        {recent.length > 0 && (
          <div role="group" aria-label={text.recent}>
            <p className="switch-head" aria-hidden>
              {text.recent}
            </p>
            {recent.map(option)}
          </div>
        )}
        {others.length > 0 && (
          <div role="group" aria-label={text.found}>
            <p className="switch-head" aria-hidden>
              {text.found}
            </p>
            {others.map((place, index) => option(place, recent.length + index))}
          </div>
        )}
      </div>
      {places.length === 0 && found.data !== undefined && (
        <p className="muted" role="status">
          {text.nothing}
        </p>
      )}
      <p className="muted">{text.hint}</p>
      {active !== null && (
        <button
          type="button"
          className="link switch-leave"
          onClick={() => {
            switchTo(null);
          }}
        >
          {text.leave}
        </button>
      )}
    </div>
  );
}
