import { Radio } from '@mantine/core';
import { words } from '../../app/messages/words.ts';

const text = words.accounts.rotating;

/** The overlap that is chosen at first, in hours. */
export const usualOverlap = '24';

interface Props {
  /** Hours, as text. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** How long the old pair goes on working beside the new one, and what that means for programs. */
export function OverlapChoice({ value, onChange }: Props) {
  return (
    <>
      <Radio.Group label={text.overlap} value={value} onChange={onChange}>
        <div className="stack choice-list">
          {text.overlaps.map(([hours, label, description]) => (
            <Radio
              key={hours}
              size="xs"
              value={hours}
              label={label}
              description={description}
              {...(hours === value ? { 'data-autofocus': true } : {})}
            />
          ))}
        </div>
      </Radio.Group>
      <p>{value === '0' ? text.same : text.other}</p>
      <p className="muted">{text.later}</p>
    </>
  );
}
