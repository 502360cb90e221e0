import { Button } from '@mantine/core';
import { useState } from 'react';
import type { KeyDetail } from '../../../shared/bridge/key-views.ts';
import { useCommandSet } from '../../app/commands/use-commands.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { TryKeyDialog } from '../trial/try-key-dialog.tsx';
import { EditKeyDialog } from './edit-key-dialog.tsx';
import { KeyMarks, KeyStateBadge } from './key-badges.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { RotateKeyDialog } from './rotate-key-dialog.tsx';
import { useKeyChange } from './use-keys.ts';

const text = words.keys;

interface Props {
  readonly apiKey: KeyDetail;
  readonly onOpen: (id: string) => void;
}

/** Where the key stands, and what can be done with it. */
export function KeyToolbar({ apiKey, onOpen }: Props) {
  const [dialog, setDialog] = useState<'edit' | 'rotate' | 'revoke' | 'try' | null>(null);
  const { id, name, state, marks } = apiKey;
  const enable = useKeyChange((calls, enabled: boolean) => calls.edit({ id, enabled }));
  const over = state === 'revoked' || state === 'deleted';
  // Its tokens may still be about.
  const revoke = state === 'revoked' ? text.revokeTokens : text.revoke;
  const rotatable = (state === 'active' || state === 'expired') && apiKey.replacedBy === null;
  const close = () => {
    setDialog(null);
  };
  const button = (label: string, onClick: () => void) => (
    <Button size="xs" variant="default" onClick={onClick}>
      {label}
    </Button>
  );
  const command = (what: string, label: string, run: () => void) => ({
    id: `key ${what}`,
    group: 'open' as const,
    label: `${label} · ${name}`,
    also: apiKey.prefix,
    run,
  });
  useCommandSet(
    state === 'deleted'
      ? []
      : [
          ...(over
            ? []
            : [
                command('edit', text.edit, () => {
                  setDialog('edit');
                }),
              ]),
          ...(state === 'disabled'
            ? [
                command('enable', text.enable, () => {
                  enable.mutate(true);
                }),
              ]
            : []),
          ...(state === 'active'
            ? [
                command('disable', text.disable, () => {
                  enable.mutate(false);
                }),
              ]
            : []),
          ...(rotatable
            ? [
                command('rotate', text.rotate, () => {
                  setDialog('rotate');
                }),
              ]
            : []),
          command('try', words.trial.open, () => {
            setDialog('try');
          }),
          command('revoke', revoke, () => {
            setDialog('revoke');
          }),
        ],
  );
  return (
    <>
      <div className="key-toolbar">
        <KeyStateBadge state={state} />
        <KeyMarks marks={marks} />
      </div>
      {state !== 'deleted' && (
        <div className="key-toolbar">
          {!over &&
            button(text.edit, () => {
              setDialog('edit');
            })}
          {state === 'disabled' &&
            button(text.enable, () => {
              enable.mutate(true);
            })}
          {state === 'active' &&
            button(text.disable, () => {
              enable.mutate(false);
            })}
          {rotatable &&
            button(text.rotate, () => {
              setDialog('rotate');
            })}
          {button(words.trial.openThis, () => {
            setDialog('try');
          })}
          {button(revoke, () => {
            setDialog('revoke');
          })}
        </div>
      )}
      {enable.error !== null && <ErrorNote error={enable.error} />}
      {dialog === 'edit' && <EditKeyDialog apiKey={apiKey} onClose={close} />}
      {dialog === 'rotate' && (
        <RotateKeyDialog id={id} name={name} onClose={close} onMade={onOpen} />
      )}
      {dialog === 'try' && <TryKeyDialog wanted={{ id, prefix: apiKey.prefix }} onClose={close} />}
      {dialog === 'revoke' && <RevokeDialog keyIds={[id]} name={name} onClose={close} />}
    </>
  );
}
