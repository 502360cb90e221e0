import type { RevealedCredential } from '../../../shared/bridge/account-views.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';

const text = words.tenants;

function Pair({
  username,
  password,
  testId,
}: {
  readonly username: string;
  readonly password: string | null;
  readonly testId: string;
}) {
  return (
    <>
      <div className="account-line">
        <code aria-label={text.username}>{username}</code>
        <CopyButton text={username} what={text.username.toLowerCase()} />
      </div>
      {password !== null && (
        <div className="account-line">
          <code aria-label={text.password} data-testid={testId}>
            {password}
          </code>
          <CopyButton text={password} what={text.password.toLowerCase()} secret />
        </div>
      )}
    </>
  );
}

/** User name and password while they are shown, with the older pair where it still works. */
export function AccountSecret({ credential }: { readonly credential: RevealedCredential }) {
  const { username, password, previous } = credential;
  return (
    <div className="account-secret">
      <Pair username={username} password={password} testId="revealed-password" />
      {previous !== null && (
        <div role="group" aria-label={words.accounts.previousTitle} className="account-older">
          <p className="muted">
            {words.accounts.previous(previous.username, moment(previous.until, new Date()))}
          </p>
          <Pair
            username={previous.username}
            password={previous.password}
            testId="revealed-previous-password"
          />
          {previous.password === null && <p className="muted">{words.accounts.previousNotHere}</p>}
        </div>
      )}
      <p className="muted">{text.hides}</p>
    </div>
  );
}
