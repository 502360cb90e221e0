import './components.css';

/** Names differ at their ends: `_sync` and `_admin` after the same long key. */
const endLength = 12;
const shortest = 28;

/** A name on one line that is shortened in the middle where it has no room. */
export function MiddleEllipsis({ text }: { readonly text: string }) {
  const split = text.length <= shortest ? text.length : text.length - endLength;
  return (
    <span className="middle mono" title={text}>
      <span className="middle-start">{text.slice(0, split)}</span>
      {split < text.length && <span>{text.slice(split)}</span>}
    </span>
  );
}
