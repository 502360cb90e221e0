import type { KeyMark } from '../../../shared/bridge/key-views.ts';
import type { KeyState } from '../../../shared/conflicts/safest-apikey.ts';
import { words } from '../../app/messages/words.ts';
import './keys.css';

const text = words.keys;

export function KeyStateBadge({ state }: { readonly state: KeyState }) {
  return <span className={`badge key-${state}`}>{text.states[state]}</span>;
}

/** What is worth knowing beside the state. */
export function KeyMarks({ marks }: { readonly marks: readonly KeyMark[] }) {
  return marks.map((mark) => (
    <span key={mark} className={`mark-badge key-mark-${mark}`} title={text.markHints[mark]}>
      {text.marks[mark]}
    </span>
  ));
}
