/** Links from outside that wait for the window. */
export interface LinkDesk {
  /** Keeps a link until the window asks for it; a later one takes its place. Nothing is done with it here. */
  readonly open: (text: string) => void;
  /** The one that waits, once; null where none does. */
  readonly take: () => string | null;
}

/** Longer texts are cut, so that nobody fills the memory with one; they are no links either way. */
const longest = 500;

/** `onLink` tells that one waits: the window asks for it as soon as it may be shown. */
export function createLinkDesk(onLink: (nothing: null) => void): LinkDesk {
  let waiting: string | null = null;
  return {
    open: (text) => {
      waiting = text.slice(0, longest);
      onLink(null);
    },
    take: () => {
      const text = waiting;
      waiting = null;
      return text;
    },
  };
}
