import { words } from '../messages/words.ts';
import { modifier } from './modifier.ts';
import { sections } from './navigation.tsx';
import { sectionKey } from './use-shortcuts.ts';

const shown = [
  ...words.frame.keys,
  ...sections.map((section) => [
    words.frame.goTo(words.frame[section]),
    'Mod',
    sectionKey(section),
  ]),
];

/** Every key that does something, with what it does. */
export function ShortcutList() {
  return (
    <dl className="shortcut-list">
      {shown.map(([what, ...pressed]) => (
        <div key={[what, ...pressed].join(' ')}>
          <dt>{what}</dt>
          <dd>
            {pressed.map((key) => (
              <kbd key={key} className="kbd">
                {key === 'Mod' ? modifier : key}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
