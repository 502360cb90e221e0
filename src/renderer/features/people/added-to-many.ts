import type { ListedProblem, PeopleAddedReport } from '../../../shared/bridge/people-views.ts';

/** Several answers about one list as one: every problem once, and what is left of the list. */
export function mergedAnswers(answers: readonly PeopleAddedReport[]): {
  readonly added: number;
  readonly already: number;
  readonly problems: readonly ListedProblem[];
  readonly rest: string;
} {
  const problems = new Map<string, ListedProblem>();
  const rest = new Set<string>();
  let added = 0;
  let already = 0;
  for (const answer of answers) {
    added += answer.added + answer.back;
    already += answer.already;
    for (const one of answer.problems) {
      problems.set(JSON.stringify([one.line, one.text, one.message]), one);
    }
    for (const line of answer.rest.split('\n')) if (line !== '') rest.add(line);
  }
  return {
    added,
    already,
    problems: [...problems.values()].toSorted((a, b) => a.line - b.line),
    rest: [...rest].join('\n'),
  };
}
