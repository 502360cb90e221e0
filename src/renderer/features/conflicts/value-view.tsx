import type { Json } from '../../../shared/json.ts';
import { figure } from '../../app/format/count.ts';
import { fullMoment, moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { changedPart } from './changed-part.ts';
import type { Held } from './review-choices.ts';

const text = words.conflicts;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** A value in a few words, for the name of a choice. */
export function valueWords({ present, value }: Held): string {
  if (!present) return text.absent;
  if (value === null) return text.nothing;
  if (value === '') return text.empty;
  if (typeof value === 'boolean') return value ? text.yes : text.no;
  if (typeof value === 'string') return instant.test(value) ? moment(value, new Date()) : value;
  return typeof value === 'number' ? figure(value) : JSON.stringify(value);
}

interface Props {
  readonly held: Held;
  /** What it was before; what differs of a text is marked. */
  readonly before: Json | undefined;
}

/** One side's value of a field, as it is. */
export function ValueView({ held, before }: Props) {
  const { present, value } = held;
  if (!present || value === null || value === '')
    return <span className="value muted">{valueWords(held)}</span>;
  if (typeof value === 'object')
    return <pre className="value value-json">{JSON.stringify(value, null, 2)}</pre>;
  if (typeof value === 'string' && instant.test(value))
    return (
      <span className="value" title={fullMoment(value)}>
        {valueWords(held)}
      </span>
    );
  if (typeof value !== 'string' || typeof before !== 'string' || before === value)
    return <span className="value">{valueWords(held)}</span>;
  const { start, changed, end } = changedPart(before, value);
  return (
    <span className="value">
      {start}
      {changed !== '' && <mark>{changed}</mark>}
      {end}
    </span>
  );
}
