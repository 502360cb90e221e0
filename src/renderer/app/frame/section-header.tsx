import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  /** Beside the title, for example a figure. */
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
}

/** The bar above a section: its name at the left, what one can do at the right. */
export function SectionHeader({ title, aside, children }: Props) {
  return (
    <header className="section-head">
      <h1>{title}</h1>
      {aside !== undefined && <span className="muted">{aside}</span>}
      <span className="spacer" />
      {children}
    </header>
  );
}
