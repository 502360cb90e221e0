import { TextInput } from '@mantine/core';
import type { KeyCheck } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import { WillMake } from './will-make.tsx';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly check: KeyCheck | undefined;
  readonly problem: string | null;
  readonly autoFocus?: boolean;
  readonly onChange: (key: string) => void;
}

/** A key as it is typed, with what would be made under it. */
export function KeyField({ label, value, check, problem, autoFocus, onChange }: Props) {
  return (
    <>
      <TextInput
        label={label}
        description={words.tenants.keyHint}
        value={value}
        error={problem}
        spellCheck={false}
        autoComplete="off"
        {...(autoFocus === true ? { 'data-autofocus': true } : {})}
        classNames={{ input: 'mono' }}
        onChange={(event) => {
          onChange(event.currentTarget.value.toLowerCase());
        }}
      />
      {value !== '' && (
        <WillMake
          databases={check?.ok === true ? check.databases : []}
          accounts={check?.ok === true ? check.accounts : []}
        />
      )}
    </>
  );
}
