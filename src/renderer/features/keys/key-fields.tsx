import { Checkbox, Radio, SegmentedControl, Select, TextInput } from '@mantine/core';
import { words } from '../../app/messages/words.ts';
import { localDay, type KeyDraft, type KeyDraftProblems } from './key-draft.ts';

const text = words.keys.form;
const accesses = ['write', 'read'] as const;

interface Props {
  readonly draft: KeyDraft;
  readonly problems: KeyDraftProblems;
  /** Databases to choose from; empty while they are not known. */
  readonly databases: readonly string[];
  readonly onChange: (changed: Partial<KeyDraft>) => void;
}

/** Name, scopes and end of a key. */
export function KeyFields({ draft, problems, databases, onChange }: Props) {
  const some = draft.databases !== null;
  return (
    <>
      <TextInput
        label={text.name}
        description={text.nameHint}
        data-autofocus
        value={draft.name}
        error={problems.name}
        maxLength={400}
        autoComplete="off"
        onChange={(event) => {
          onChange({ name: event.currentTarget.value });
        }}
      />
      <Radio.Group
        label={text.access}
        value={draft.access}
        onChange={(chosen) => {
          const access = accesses.find((one) => one === chosen);
          if (access !== undefined) onChange({ access });
        }}
      >
        <div className="key-radios">
          {accesses.map((access) => (
            <Radio key={access} size="xs" value={access} label={words.keys.access[access]} />
          ))}
        </div>
      </Radio.Group>
      <div>
        <div id="key-databases" className="key-label">
          {text.databases}
        </div>
        <SegmentedControl
          size="xs"
          aria-labelledby="key-databases"
          value={some ? 'some' : 'all'}
          data={[
            { value: 'all', label: text.allDatabases },
            { value: 'some', label: text.someDatabases },
          ]}
          onChange={(chosen) => {
            onChange({ databases: chosen === 'all' ? null : [] });
          }}
        />
        {some && (
          <Checkbox.Group
            className="key-databases"
            aria-labelledby="key-databases"
            value={[...draft.databases]}
            error={problems.databases}
            onChange={(chosen) => {
              onChange({ databases: chosen });
            }}
          >
            <div className="key-radios">
              {databases.map((name) => (
                <Checkbox key={name} size="xs" value={name} label={name} />
              ))}
            </div>
          </Checkbox.Group>
        )}
      </div>
      <div className="key-expiry">
        <Select
          label={text.expiry}
          value={draft.expiry}
          allowDeselect={false}
          data={text.expiries.map(([value, label]) => ({ value, label }))}
          comboboxProps={{ withinPortal: false, shadow: 'none' }}
          onChange={(expiry) => {
            if (expiry !== null) onChange({ expiry });
          }}
        />
        {draft.expiry === 'date' && (
          <TextInput
            type="date"
            label={text.day}
            value={draft.day}
            min={localDay(new Date().toISOString())}
            max="9999-12-31"
            error={problems.day}
            onChange={(event) => {
              onChange({ day: event.currentTarget.value });
            }}
          />
        )}
      </div>
    </>
  );
}
