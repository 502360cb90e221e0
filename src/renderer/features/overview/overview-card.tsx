import type { ReactNode } from 'react';
import { figure } from '../../app/format/count.ts';
import { words } from '../../app/messages/words.ts';

const text = words.overview;

export interface CardPart {
  readonly label: string;
  readonly count: number;
}

interface Props {
  readonly title: string;
  /** Undefined while it is on its way. */
  readonly total: number | undefined;
  readonly parts: readonly CardPart[];
  readonly onOpen: () => void;
}

/** How many there are of something, and of which kinds; leads to their list. */
export function OverviewCard({ title, total, parts, onOpen }: Props) {
  return (
    <button type="button" className="overview-card" aria-label={text.open(title)} onClick={onOpen}>
      <span className="overview-card-title">{title}</span>
      <span className="overview-total">{total === undefined ? '…' : figure(total)}</span>
      <span className="overview-parts muted">
        {parts
          .filter(({ count }) => count > 0)
          .map(({ label, count }) => `${figure(count)} ${label}`)
          .join(' · ')}
      </span>
    </button>
  );
}

/** A headed part of the overview. */
export function OverviewPart({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="overview-part" aria-label={title}>
      <h2>
        {title}
        <span className="spacer" />
        {aside}
      </h2>
      {children}
    </section>
  );
}
