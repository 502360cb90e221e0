import { useEffect, useState, type KeyboardEvent } from 'react';
import { words } from '../../app/messages/words.ts';

export interface SettingsPart {
  readonly id: string;
  readonly title: string;
}

interface Props {
  readonly parts: readonly SettingsPart[];
}

/** Element of a part; its heading takes the focus when one goes there. */
export function partId(id: string): string {
  return `settings-${id}`;
}

/** The part that stands at the top of what is on screen, or the one that was gone to. */
function useCurrentPart(parts: readonly SettingsPart[]) {
  const [current, setCurrent] = useState(parts[0]?.id ?? '');
  const told = parts.map(({ id }) => id).join(' ');
  useEffect(() => {
    const elements = told
      .split(' ')
      .flatMap((id) => document.querySelector<HTMLElement>(`#${partId(id)}`) ?? []);
    const scroller = elements[0]?.closest('.section-scroll');
    if (scroller === null || scroller === undefined) return;
    const look = () => {
      const top = scroller.getBoundingClientRect().top + 80;
      const above = elements.filter((element) => element.getBoundingClientRect().top <= top);
      const last = above.at(-1) ?? elements[0];
      const nameOf = (element: HTMLElement) => element.id.slice(partId('').length);
      const atEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2;
      setCurrent((before) => {
        // At the end several are on screen, and none of the last comes to the top.
        const shown = elements.find((element) => nameOf(element) === before);
        const bottom = scroller.getBoundingClientRect().bottom;
        const rect = shown?.getBoundingClientRect();
        const seen = rect !== undefined && rect.bottom > top && rect.top < bottom;
        if (atEnd && seen) return before;
        return last === undefined ? before : nameOf(last);
      });
    };
    scroller.addEventListener('scroll', look, { passive: true });
    return () => {
      scroller.removeEventListener('scroll', look);
    };
  }, [told]);
  return [current, setCurrent] as const;
}

/** The parts of the settings beside them; the arrow keys go up and down, Enter goes there. */
export function SettingsList({ parts }: Props) {
  const [current, setCurrent] = useCurrentPart(parts);
  const go = (id: string) => {
    const part = document.querySelector<HTMLElement>(`#${partId(id)}`);
    setCurrent(id);
    part?.scrollIntoView({ block: 'start' });
    part?.querySelector('h2')?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...event.currentTarget.querySelectorAll('button')];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const next =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? buttons.length - 1
          : step === undefined
            ? null
            : at + step;
    if (next === null) return;
    event.preventDefault();
    buttons[Math.min(buttons.length - 1, Math.max(0, next))]?.focus();
  };
  return (
    <nav className="settings-list" aria-label={words.settings.parts} onKeyDown={onKeyDown}>
      {parts.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          className="settings-list-item"
          aria-current={id === current ? 'true' : undefined}
          onClick={() => {
            go(id);
          }}
        >
          {title}
        </button>
      ))}
    </nav>
  );
}
