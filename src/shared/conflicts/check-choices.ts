import { ConsoleError } from '../errors.ts';
import type { Choice, FieldDecision, MergeResult } from './merge-result.ts';
import { slotText, type Slot } from './slot.ts';

/**
 * Refuses choices that nobody may make: of a place that is none, of a counter, of what is final, and, where
 * a place decides on access, of a value that no side has. Error: `invalid-input`.
 * @param result what the rules alone make of the conflict
 */
export function requireChoices(result: MergeResult, choices: ReadonlyMap<string, Choice>): void {
  for (const [path, choice] of choices) {
    const field = result.fields.find((one) => one.path === path);
    if (field === undefined) throw refused(path, 'The sides have no such field.');
    if (field.rule === 'counter') throw refused(path, 'A counter is never chosen: it only rises.');
    if (field.rule === 'final' && field.verdict !== 'same') {
      throw refused(path, 'What was deleted for good cannot be brought back by a choice.');
    }
    if ('side' in choice) {
      if (!result.sides.some(({ rev }) => rev === choice.side)) {
        throw refused(path, 'The conflict has no such side.');
      }
    } else if (!mayTake(field, { present: true, value: choice.value })) {
      throw refused(path, 'This field takes the value of one of the sides.');
    }
  }
}

/** Refuses to go on while something asks. Error: `invalid-input`, with the fields in its details. */
export function requireDecided({ asks }: MergeResult): void {
  if (asks.length === 0) return;
  const names = asks.map((path) => (path === '' ? 'the whole document' : path.slice(1)));
  throw new ConsoleError(
    'invalid-input',
    `A choice is missing for ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and more' : ''}.`,
    {
      remedy: 'Choose a side or a value for each of them; nothing was changed.',
      details: { missing: names.join(' ').slice(0, 500) },
    },
  );
}

function mayTake({ rule, values, base, hidden }: FieldDecision, value: Slot): boolean {
  if (rule === 'unit' || rule === 'document' || hidden) return false;
  if (rule === 'edit') return true;
  const known = base.known ? [...values, base.slot] : values;
  return known.some((slot) => slotText(slot) === slotText(value));
}

function refused(path: string, message: string): ConsoleError<'invalid-input'> {
  return new ConsoleError('invalid-input', message, {
    remedy: 'Look at the conflict again, then choose.',
    details: { path: path.slice(0, 300) },
  });
}
