import { IconSearch, IconX } from '@tabler/icons-react';
import { useState, type RefObject } from 'react';
import './components.css';
import './search-field.css';

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly clearLabel: string;
  readonly value: string;
  readonly maxLength?: number;
  readonly className?: string;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
  /** The key that leads here, shown while nothing is sought. */
  readonly shortcut?: string;
  readonly onSearch: (text: string) => void;
  /** Leads into the list below, by the arrow key. */
  readonly onDown?: () => void;
}

/** The field that narrows a list; Escape empties it. Plain elements, since it is drawn with every letter. */
export function SearchField(props: Props) {
  const { label, placeholder, clearLabel, value, maxLength = 500, className = '' } = props;
  const { inputRef, shortcut, onSearch, onDown } = props;
  // Whoever keeps the value may give it back a moment later; the caret would jump to the end meanwhile.
  const [typed, setTyped] = useState<string | null>(null);
  if (typed === value) setTyped(null);
  const shown = typed ?? value;
  const search = (text: string) => {
    setTyped(text);
    onSearch(text);
  };
  return (
    <div className={`search-field ${className}`}>
      <IconSearch size={14} aria-hidden />
      <input
        {...(inputRef === undefined ? {} : { ref: inputRef })}
        role="searchbox"
        aria-label={label}
        placeholder={placeholder}
        value={shown}
        spellCheck={false}
        autoComplete="off"
        maxLength={maxLength}
        onChange={(event) => {
          search(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && shown !== '') {
            event.preventDefault();
            search('');
          }
          if (event.key !== 'ArrowDown' || onDown === undefined) return;
          event.preventDefault();
          onDown();
        }}
      />
      {shown === '' ? (
        shortcut !== undefined && <kbd className="kbd">{shortcut}</kbd>
      ) : (
        <button
          type="button"
          className="search-clear"
          aria-label={clearLabel}
          onClick={(event) => {
            const field = event.currentTarget.parentElement;
            search('');
            field?.querySelector('input')?.focus();
          }}
        >
          <IconX size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}
