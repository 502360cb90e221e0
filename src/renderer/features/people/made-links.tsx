import { Button } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import type { MadeInvitation } from '../../../shared/bridge/people-views.ts';
import { moment } from '../../app/format/time.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import { usePeopleChange } from './use-people.ts';

const text = words.people.links;

function Made({ invitation }: { readonly invitation: MadeInvitation }) {
  const { tenantId, invitationId, email, link, token, expiresAt } = invitation;
  const secret = link ?? token;
  const mail = usePeopleChange(async ({ app, invitations }, copied: string) => {
    await app.copy({ text: copied, secret: true });
    return invitations.writeEmail({ tenantId, invitationId });
  });
  return (
    <li className="made-link">
      <div className="made-link-line">
        <strong className="ellipsis" title={email}>
          {email}
        </strong>
        <span className="spacer" />
        <span className="muted">{text.until(moment(expiresAt, new Date()))}</span>
      </div>
      <div className="made-link-line">
        <code data-testid="invitation-secret">{secret}</code>
        <CopyButton text={secret} what={link === null ? text.token : text.link} secret />
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconMail size={13} aria-hidden />}
          aria-label={text.mailOf(email)}
          loading={mail.isPending}
          onClick={() => {
            mail.mutate(secret);
          }}
        >
          {text.mail}
        </Button>
      </div>
      {mail.isSuccess && (
        <p className="muted" role="status">
          {text.mailed}
        </p>
      )}
      {mail.error !== null && <ErrorNote error={mail.error} />}
    </li>
  );
}

interface Props {
  readonly made: readonly MadeInvitation[];
  readonly onClose: () => void;
}

/** Links of invitations, the one time that they can be seen. They live here alone and go with the dialog. */
export function MadeLinks({ made, onClose }: Props) {
  const { go } = useNavigation();
  const bare = made.some(({ link }) => link === null);
  return (
    <Dialog opened onClose={onClose} title={text.title(made.length)} size="38rem">
      <div className="stack">
        <p>{text.once(made.length)}</p>
        {bare && (
          <Note tone="warn" title={text.noGatewayTitle}>
            <p>
              {text.noGatewayText}{' '}
              <button
                type="button"
                className="link"
                onClick={() => {
                  onClose();
                  go('settings');
                }}
              >
                {text.toSettings}
              </button>
            </p>
          </Note>
        )}
        <ul className="made-links">
          {made.map((invitation) => (
            <Made key={invitation.invitationId} invitation={invitation} />
          ))}
        </ul>
        <div className="actions actions-end">
          <Button data-autofocus onClick={onClose}>
            {text.done}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
