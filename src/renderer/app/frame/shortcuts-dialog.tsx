import { Dialog } from '../../components/dialog.tsx';
import { words } from '../messages/words.ts';

const modifier = navigator.userAgent.includes('Mac') ? '⌘' : 'Ctrl';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function ShortcutsDialog({ opened, onClose }: Props) {
  return (
    <Dialog opened={opened} onClose={onClose} title={words.frame.shortcuts} size="24rem">
      <dl className="shortcut-list">
        {words.frame.keys.map(([what, ...pressed]) => (
          <div key={what + pressed.join('')}>
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
    </Dialog>
  );
}
