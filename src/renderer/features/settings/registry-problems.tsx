import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';

const text = words.settings;

/** Documents of the registry that cannot be used, each with why and what to do. */
export function RegistryProblems() {
  const client = useClient();
  const problems = useQuery({
    queryKey: keys.problems,
    queryFn: () => client.registry.problems(),
  });
  if (problems.error !== null) return <ErrorNote error={problems.error} />;
  if (problems.data === undefined) return <p className="muted">{words.frame.loading}</p>;
  if (problems.data.length === 0) return <p className="muted">{text.problemsNone}</p>;
  return (
    <>
      <p>{text.problemsText(problems.data.length)}</p>
      <ul className="problem-list">
        {problems.data.map((problem) => (
          <li key={problem.id}>
            <div className="problem-line">
              <code className="ellipsis" title={problem.id}>
                {problem.id}
              </code>
              <span className={problem.kind === 'broken' ? 'badge badge-refused' : 'badge'}>
                {text.problemKinds[problem.kind]}
              </span>
            </div>
            {problem.kind === 'broken' && <p className="mono">{problem.reason}</p>}
            <p className="muted">{text.problemHints[problem.kind]}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
