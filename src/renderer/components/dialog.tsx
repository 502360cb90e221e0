import { Modal } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { words } from '../app/messages/words.ts';
import { giveFocusBack } from './focus-back.ts';

interface Props {
  readonly opened: boolean;
  readonly title: string;
  /** CSS width. */
  readonly size: string;
  /** Without fading in, so that what is typed at once goes into its first field. */
  readonly instantly?: boolean;
  /** Closed by what is in it alone: it shows what is shown once. */
  readonly held?: boolean;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** A dialog over the window. When it closes, the focus goes back to what opened it. */
export function Dialog(props: Props) {
  const { opened, title, size, instantly, held = false, children, onClose } = props;
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!opened) return;
    const opener = document.activeElement;
    const dialog = own;
    return () => {
      giveFocusBack(opener, dialog.current);
    };
  }, [opened]);
  return (
    <Modal
      ref={own}
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      returnFocus={false}
      closeOnEscape={!held}
      closeOnClickOutside={!held}
      withCloseButton={!held}
      {...(instantly === true ? { transitionProps: { duration: 0 } } : {})}
      closeButtonProps={{ 'aria-label': words.frame.close }}
    >
      {children}
    </Modal>
  );
}
