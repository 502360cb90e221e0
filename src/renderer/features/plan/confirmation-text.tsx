import type { ConfirmationNeed } from '../../../shared/bridge/plan-views.ts';
import { words } from '../../app/messages/words.ts';

const text = words.plan;

/** No more are listed; the plan itself has them all. */
const listed = 50;

/** Why something has to be typed, and what of it is destructive. */
export function ConfirmationText({ confirmation }: { readonly confirmation: ConfirmationNeed }) {
  const { because, what } = confirmation;
  return (
    <>
      <p>
        <strong>{text.confirmBecause[because]}</strong>
      </p>
      <ul className="confirm-what" tabIndex={0} aria-label={text.confirmBecause[because]}>
        {what.slice(0, listed).map((line) => (
          <li key={line}>{line}</li>
        ))}
        {what.length > listed && <li className="muted">{text.more(what.length - listed)}</li>}
      </ul>
    </>
  );
}
