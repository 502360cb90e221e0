/** What was typed into fields and would be gone with them. */
export interface TypedTexts {
  /** To be told of every field that gets the focus, before anything is typed into it. */
  readonly entered: (target: EventTarget) => void;
  readonly any: () => boolean;
  /** Lets go of the fields: a form that is kept would keep what it was given, a password among it. */
  readonly forget: () => void;
}

export function createTypedTexts(): TypedTexts {
  const before = new Map<HTMLInputElement | HTMLTextAreaElement, string>();
  return {
    entered: (target) => {
      if (isWritten(target) && !before.has(target)) before.set(target, target.value);
    },
    any: () =>
      [...before].some(
        ([field, was]) => field.isConnected && field.value !== was && field.value.trim() !== '',
      ),
    forget: () => {
      before.clear();
    },
  };
}

/** What is chosen from a list is not typed, though it stands in a field. */
function isWritten(target: EventTarget): target is HTMLInputElement | HTMLTextAreaElement {
  if (target instanceof HTMLTextAreaElement) return !target.readOnly;
  return (
    target instanceof HTMLInputElement &&
    ['text', 'email', 'url'].includes(target.type) &&
    !target.readOnly &&
    !target.hasAttribute('aria-haspopup')
  );
}
