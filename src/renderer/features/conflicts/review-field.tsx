import { Textarea } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useId } from 'react';
import type { ConflictField, ConflictSide } from '../../../shared/bridge/conflict-views.ts';
import { words } from '../../app/messages/words.ts';
import { fieldName } from './field-name.ts';
import { isOpen, isTaken, resultOf, takesText, type Choice, type Held } from './review-choices.ts';
import { sideName } from './side-name.ts';
import { ValueView, valueWords } from './value-view.tsx';

const text = words.conflicts;

interface Props {
  readonly field: ConflictField;
  readonly sides: readonly ConflictSide[];
  readonly choice: Choice | undefined;
  readonly onChoose: (path: string, choice: Choice) => void;
}

/** What a text choice begins with: a side's text, so that little has to be typed. */
function firstText({ values }: ConflictField, choice: Choice | undefined): string {
  if (choice?.of === 'side' && typeof choice.held.value === 'string') return choice.held.value;
  const found = values.find(({ value }) => typeof value === 'string')?.value;
  return typeof found === 'string' ? found : '';
}

/** The last column: what the field will hold, and for texts another value. */
function Result({
  field,
  choice,
  name,
  group,
  onChoose,
}: Omit<Props, 'sides'> & { readonly name: string; readonly group: string }) {
  const result = resultOf(field, choice);
  const own = choice?.of === 'text';
  return (
    <>
      {result === null && <span className="not-chosen">{text.notChosen}</span>}
      {result !== null && !own && <ValueView held={result} before={undefined} />}
      {own && (
        <Textarea
          size="xs"
          aria-label={text.otherValueOf(name)}
          value={choice.text}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={4000}
          onChange={(event) => {
            onChoose(field.path, { of: 'text', text: event.currentTarget.value });
          }}
        />
      )}
      {takesText(field) && (
        <label className="other-value">
          <input
            type="radio"
            name={group}
            checked={own}
            aria-label={text.otherValueOf(name)}
            onChange={() => {
              onChoose(field.path, { of: 'text', text: firstText(field, choice) });
            }}
          />
          {text.otherValue}
        </label>
      )}
    </>
  );
}

/** One field: what it was, what each side made of it, and what will be. */
export function ReviewField({ field, sides, choice, onChoose }: Props) {
  const group = useId();
  const name = fieldName(field.path);
  const { verdict, base } = field;
  const open = isOpen(field);
  const before = base.known ? base.value : undefined;
  const cell = (held: Held, index: number) => {
    const rev = sides[index]?.rev ?? '';
    const taken = isTaken(field, index, choice);
    const picked = choice?.of === 'side' ? choice.rev === rev : taken && choice === undefined;
    const shown = <ValueView held={held} before={before} />;
    return (
      <td key={rev} className="side-cell" data-taken={taken} data-same={verdict === 'same'}>
        {open ? (
          <label className="side-choice">
            <input
              type="radio"
              name={group}
              checked={picked}
              aria-label={`${name}, ${text.takeSide(sideName(sides, index), valueWords(held))}`}
              onChange={() => {
                onChoose(field.path, { of: 'side', rev, held });
              }}
            />
            {shown}
          </label>
        ) : (
          <span className="side-choice">
            {verdict === 'safer' &&
              (taken ? (
                <IconCheck className="side-check" size={14} aria-label={text.takenByRule} />
              ) : (
                <span className="side-check" />
              ))}
            {shown}
          </span>
        )}
      </td>
    );
  };
  return (
    <tr data-verdict={verdict} data-open={verdict === 'ask' && choice === undefined}>
      <th scope="row" className="review-name">
        <span title={field.path}>{name}</span>
        {verdict !== 'same' && (
          <span className={`verdict verdict-${verdict}`}>{text.verdicts[verdict]}</span>
        )}
        {field.reason !== '' && <span className="review-reason muted">{field.reason}</span>}
      </th>
      <td>
        {base.known ? (
          <ValueView held={{ present: true, value: base.value }} before={undefined} />
        ) : (
          <span className="value muted">{text.unknown}</span>
        )}
      </td>
      {field.values.map(cell)}
      <td className="result-cell">
        <Result field={field} choice={choice} name={name} group={group} onChoose={onChoose} />
      </td>
    </tr>
  );
}
