import { createContext, use } from 'react';

/** What can be taken back, in words, and how. */
export interface UndoOffer {
  /** What was done, as one sentence: "Acme suspended." */
  readonly text: string;
  /**
   * The inverse edit, through the same calls. It rejects where somebody edited in between; the offer then
   * shows that error, and nothing was written.
   */
  readonly undo: () => Promise<unknown>;
}

/** An offer with what has become of it. */
export interface OfferState {
  readonly offer: UndoOffer;
  readonly state: 'offered' | 'running' | 'undone' | 'refused';
  /** Why it was refused; null in every other state. */
  readonly error: unknown;
}

export interface Undo {
  /** Offers to take back what was just done. A later offer replaces an earlier one. */
  readonly offer: (offer: UndoOffer) => void;
  /** Takes the offer away, as where what it speaks of is another server's. */
  readonly clear: () => void;
}

export const UndoContext = createContext<Undo | null>(null);

/** The window's one offer to undo: a bar with a button, and Ctrl+Z (⌘Z) while it is there. */
export function useUndo(): Undo {
  const undo = use(UndoContext);
  if (undo === null) throw new Error('No offer to undo around this component.');
  return undo;
}
