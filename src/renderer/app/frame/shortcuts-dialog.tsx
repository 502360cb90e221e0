import { Dialog } from '../../components/dialog.tsx';
import { words } from '../messages/words.ts';
import { ShortcutList } from './shortcut-list.tsx';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function ShortcutsDialog({ opened, onClose }: Props) {
  return (
    <Dialog opened={opened} onClose={onClose} title={words.frame.shortcuts} size="24rem">
      <ShortcutList />
    </Dialog>
  );
}
