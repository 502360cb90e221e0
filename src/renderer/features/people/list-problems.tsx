import type { ListedProblem } from '../../../shared/bridge/people-views.ts';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';

const text = words.people.adding;
const shown = 50;

interface Props {
  readonly title: string;
  readonly problems: readonly ListedProblem[];
  /** The lines are those of the field as it stands. */
  readonly numbered?: boolean;
}

/** What of a pasted list could not be used, and why. */
export function ListProblems({ title, problems, numbered = false }: Props) {
  return (
    <Note tone="warn" title={title} role="status">
      <ul className="people-problems">
        {problems.slice(0, shown).map((problem, index) => (
          <li key={`${String(index)} ${problem.text}`}>
            {numbered && <strong>{text.line(problem.line)} </strong>}
            <span className="mono">{problem.text.slice(0, 80)}</span>
            <br />
            {problem.message}
          </li>
        ))}
        {problems.length > shown && <li>{text.moreProblems(problems.length - shown)}</li>}
      </ul>
    </Note>
  );
}
