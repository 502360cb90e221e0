import type { ComponentType, ReactNode } from 'react';
import './components.css';

interface Props {
  readonly icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

/** An empty place that says what belongs there. */
export function EmptyState({ icon: Icon, title, text, children }: Props) {
  return (
    <div className="empty">
      <div className="empty-mark">
        <Icon size={22} stroke={1.5} aria-hidden />
      </div>
      <h2>{title}</h2>
      <p>{text}</p>
      {children !== undefined && <div className="actions">{children}</div>}
    </div>
  );
}
