import { useState } from 'react';
import type { ConflictDetail, FieldVerdict } from '../../../shared/bridge/conflict-views.ts';
import { words } from '../../app/messages/words.ts';
import type { Choice } from './review-choices.ts';
import { ReviewField } from './review-field.tsx';
import { sideName, sideOrigin } from './side-name.ts';

const text = words.conflicts;

/** What needs a person first, then what needs none. */
const order: readonly FieldVerdict[] = ['ask', 'safer', 'one-side'];

interface Props {
  readonly detail: ConflictDetail;
  readonly taken: ReadonlyMap<string, Choice>;
  readonly onChoose: (path: string, choice: Choice) => void;
  readonly onTakeAll: (side: number) => void;
}

/** Base and every side beside each other, field by field; what is the same everywhere is folded away. */
export function ReviewTable({ detail, taken, onChoose, onTakeAll }: Props) {
  const [unfolded, setUnfolded] = useState(false);
  const { sideList, fields, asks } = detail;
  const differing = order.flatMap((verdict) => fields.filter((field) => field.verdict === verdict));
  const same = fields.filter(({ verdict }) => verdict === 'same');
  const now = new Date();
  return (
    <table className="review">
      <thead>
        <tr>
          <th scope="col" className="review-name">
            {text.field}
          </th>
          <th scope="col" title={text.beforeHint}>
            {text.before}
          </th>
          {sideList.map((side, index) => {
            const name = sideName(sideList, index);
            return (
              <th key={side.rev} scope="col" className="side-head">
                <span className="side-name">
                  {name}
                  {side.winner && (
                    <span className="mark-badge" title={text.sides.winnerHint}>
                      {text.sides.winner}
                    </span>
                  )}
                  {side.deleted && (
                    <span className="mark-badge mark-production" title={text.sides.deletedHint}>
                      {text.sides.deleted}
                    </span>
                  )}
                </span>
                <span className="muted side-origin">{sideOrigin(side, now)}</span>
                {asks.length > 1 && (
                  <button
                    type="button"
                    className="link"
                    aria-label={`${text.takeAll} ${name}`}
                    onClick={() => {
                      onTakeAll(index);
                    }}
                  >
                    {text.takeAllShort}
                  </button>
                )}
              </th>
            );
          })}
          <th scope="col">{text.result}</th>
        </tr>
      </thead>
      <tbody>
        {differing.map((field) => (
          <ReviewField
            key={field.path}
            field={field}
            sides={sideList}
            choice={taken.get(field.path)}
            onChoose={onChoose}
          />
        ))}
      </tbody>
      {same.length > 0 && (
        <tbody>
          <tr className="review-fold">
            <td colSpan={sideList.length + 3}>
              {text.sameFields(same.length)}{' '}
              <button
                type="button"
                className="link"
                aria-expanded={unfolded}
                onClick={() => {
                  setUnfolded((before) => !before);
                }}
              >
                {unfolded ? text.hideSame : text.showSame}
              </button>
            </td>
          </tr>
          {unfolded &&
            same.map((field) => (
              <ReviewField
                key={field.path}
                field={field}
                sides={sideList}
                choice={undefined}
                onChoose={onChoose}
              />
            ))}
        </tbody>
      )}
    </table>
  );
}
