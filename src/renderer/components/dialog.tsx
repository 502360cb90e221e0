import { Modal } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { words } from '../app/messages/words.ts';
import { giveFocusBack } from './focus-back.ts';
import { Note } from './note.tsx';
import { createTypedTexts } from './typed-texts.ts';
import { useLeaveOnEscape } from './use-leave-on-escape.ts';

interface Props {
  readonly opened: boolean;
  readonly title: string;
  /** CSS width. */
  readonly size: string;
  /** Without fading in, so that what is typed at once goes into its first field. */
  readonly instantly?: boolean;
  /** Closed by what is in it alone: it shows what is shown once. */
  readonly held?: boolean;
  /** It asks for texts: with something typed, the first Escape says that it would be lost. */
  readonly asksTexts?: boolean;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** A dialog over the window. When it closes, the focus goes back to what opened it. */
export function Dialog(props: Props) {
  const {
    opened,
    title,
    size,
    instantly,
    held = false,
    asksTexts = false,
    children,
    onClose,
  } = props;
  const own = useRef<HTMLDivElement>(null);
  const [typed] = useState(createTypedTexts);
  const [warned, setWarned] = useState(false);
  const leave = () => {
    const warn = asksTexts && !warned && typed.any();
    setWarned(warn);
    if (!warn) onClose();
  };
  useLeaveOnEscape(opened && !held, leave);
  useEffect(() => {
    if (!opened) return;
    const opener = document.activeElement;
    const dialog = own;
    return () => {
      giveFocusBack(opener, dialog.current);
      setWarned(false);
      typed.forget();
    };
  }, [opened, typed]);
  return (
    <Modal
      ref={own}
      opened={opened}
      onClose={leave}
      onFocusCapture={(event) => {
        if (opened) typed.entered(event.target);
      }}
      onInputCapture={() => {
        setWarned(false);
      }}
      title={title}
      size={size}
      returnFocus={false}
      closeOnEscape={false}
      closeOnClickOutside={!held}
      withCloseButton={!held}
      {...(instantly === true ? { transitionProps: { duration: 0 } } : {})}
      closeButtonProps={{ 'aria-label': words.frame.close }}
    >
      {warned && (
        <div className="dialog-warning">
          <Note tone="warn" role="alert" title={words.frame.typedTitle}>
            <p>{words.frame.typedText}</p>
          </Note>
        </div>
      )}
      {children}
    </Modal>
  );
}
