import { CloseButton } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { reportOf } from '../bridge-error.ts';
import { errorWords } from '../error-words.ts';
import { words } from '../messages/words.ts';
import { isUndoKey } from './is-undo-key.ts';
import type { OfferState, UndoOffer } from './use-undo.ts';
import './undo.css';

/** How long an offer, and the word that it was taken, stand without a hand near them; milliseconds. */
const offered = 30_000;
const told = 4_000;

interface Props {
  readonly current: OfferState | null;
  readonly onUndo: (offer: UndoOffer) => void;
  readonly onDismiss: () => void;
}

function refusal(error: unknown): string {
  const { message, remedy } = errorWords(reportOf(error));
  return [words.undo.refused, message, remedy].filter((part) => part !== '').join(' ');
}

function sentence({ offer, state, error }: OfferState): string {
  if (state === 'undone') return words.undo.undone;
  return state === 'refused' ? refusal(error) : offer.text;
}

/** A quiet bar below the window's middle: what was done, and the way back. */
export function UndoBar({ current, onUndo, onDismiss }: Props) {
  const [held, setHeld] = useState(false);
  const state = current?.state ?? null;
  const dismiss = useEffectEvent(onDismiss);
  useEffect(() => {
    if (held || (state !== 'offered' && state !== 'undone')) return;
    const timer = setTimeout(
      () => {
        dismiss();
      },
      state === 'offered' ? offered : told,
    );
    return () => {
      clearTimeout(timer);
    };
  }, [current, state, held]);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (current?.state !== 'offered' || !isUndoKey(event)) return;
    event.preventDefault();
    onUndo(current.offer);
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, []);
  const hold = (now: boolean) => () => {
    setHeld(now);
  };
  return (
    <div className="undo-place" role="status">
      {current !== null && (
        <div
          className="undo-bar"
          data-state={current.state}
          onMouseEnter={hold(true)}
          onMouseLeave={hold(false)}
          onFocus={hold(true)}
          onBlur={hold(false)}
        >
          <span>{sentence(current)}</span>
          {(current.state === 'offered' || current.state === 'running') && (
            <button
              type="button"
              className="link"
              aria-disabled={current.state === 'running'}
              onClick={() => {
                onUndo(current.offer);
              }}
            >
              {words.undo.undo}
            </button>
          )}
          <CloseButton
            size="xs"
            aria-label={words.undo.dismiss}
            onClick={() => {
              setHeld(false);
              onDismiss();
            }}
          />
        </div>
      )}
    </div>
  );
}
