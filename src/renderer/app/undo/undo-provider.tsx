import { useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { UndoBar } from './undo-bar.tsx';
import { UndoContext, type OfferState, type Undo, type UndoOffer } from './use-undo.ts';

/** Keeps the one offer to undo and shows it above everything but dialogs. */
export function UndoProvider({ children }: { readonly children: ReactNode }) {
  const [current, setCurrent] = useState<OfferState | null>(null);
  /** State would be too late: a second Ctrl+Z may come before the next drawing. */
  const running = useRef<UndoOffer | null>(null);
  const undo = useMemo<Undo>(
    () => ({
      offer: (offer) => {
        setCurrent({ offer, state: 'offered', error: null });
      },
      clear: () => {
        setCurrent(null);
      },
    }),
    [],
  );
  const run = useCallback((offer: UndoOffer) => {
    if (running.current === offer) return;
    running.current = offer;
    const become = (state: OfferState['state'], error: unknown = null) => {
      setCurrent((now) => (now?.offer === offer ? { offer, state, error } : now));
    };
    become('running');
    offer.undo().then(
      () => {
        become('undone');
      },
      (error: unknown) => {
        become('refused', error);
      },
    );
  }, []);
  return (
    <UndoContext value={undo}>
      {children}
      <UndoBar current={current} onUndo={run} onDismiss={undo.clear} />
    </UndoContext>
  );
}
