import { useConnection } from '../../app/data/frame-queries.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ConnectionForm } from './connection-form.tsx';

interface Props {
  readonly opened: boolean;
  /** True for one more server, which begins with an empty form. */
  readonly another: boolean;
  readonly onClose: () => void;
}

/** Connecting, or changing the connection, from within the console. */
export function ConnectDialog({ opened, another, onClose }: Props) {
  const current = useConnection().data ?? null;
  const connection = another ? null : current;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={
        connection?.practice === false ? words.connection.changeTitle : words.connection.formTitle
      }
      size="30rem"
      asksTexts
    >
      <ConnectionForm
        connection={connection}
        backLabel={words.frame.cancel}
        onBack={onClose}
        onConnected={onClose}
      />
    </Dialog>
  );
}
