import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import './components.css';

interface Props {
  readonly tone: 'bad' | 'warn' | 'good' | 'plain';
  readonly title: string;
  readonly children?: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits; none where it is simply part of the page. */
  readonly role?: 'alert' | 'status';
}

/** A boxed message with a headline. */
export function Note({ tone, title, children, role }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // An alert below the fold of a dialog would leave the impression that nothing happened.
    if (role === 'alert') box.current?.scrollIntoView({ block: 'nearest' });
  }, [role]);
  const Icon =
    tone === 'good' ? IconCircleCheck : tone === 'plain' ? IconInfoCircle : IconAlertTriangle;
  return (
    <div ref={box} className={`note note-${tone}`} {...(role === undefined ? {} : { role })}>
      <Icon size={16} aria-hidden />
      <div className="note-body">
        <div className="note-title">{title}</div>
        {children}
      </div>
    </div>
  );
}
