import { createHash, timingSafeEqual } from 'node:crypto';
import type { ReauthenticationStatus } from '../../shared/bridge/account-views.ts';
import type { Clock } from '../../shared/clock.ts';
import { serverDocumentId } from '../../shared/documents/server.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { Connection } from '../connection/connection.ts';
import { isAdministrator } from '../connection/is-administrator.ts';
import { readCredential } from '../connection/server-credential.ts';
import type { Device } from '../files/device.ts';
import type { Registry } from '../registry/registry.ts';
import { closedVault } from '../secrets/closed-vault.ts';
import { secretNames, type SecretStore } from '../secrets/secret-store.ts';
import { auditWrongProof } from './audit-commands.ts';
import type { ServerOverride } from './ports.ts';
import type { WrongAnswers } from './wrong-answers.ts';

/** Milliseconds that a proof is good for. */
const proofTime = 120_000;

/** What one caller has proven: the window, or one command behind the control socket. */
export interface CallerProof {
  readonly status: () => ReauthenticationStatus;
  /**
   * Takes the passphrase of the vault, or the password of the server's administrator. Errors:
   * `vault-passphrase-wrong`, `server-wrong-password`, `reauthentication-needed` (wait first),
   * `not-on-this-device` (nothing here to compare with), and the vault's where it is shut.
   */
  readonly prove: (secret: string) => Promise<ReauthenticationStatus>;
  /** Throws `reauthentication-needed` unless a proof is good or none can be asked for. */
  readonly require: () => void;
}

/** What has to be proven now; `subject` tells proofs for different things apart. */
type Demand =
  | { readonly method: 'none' }
  | { readonly method: 'passphrase' | 'server-password'; readonly subject: string };

export interface ReauthenticationOptions {
  readonly secrets: SecretStore;
  readonly registry: Registry;
  readonly connection: Connection;
  readonly device: Device;
  readonly override: ServerOverride | null;
  readonly clock: Clock;
  readonly wrongAnswers: WrongAnswers;
}

/**
 * Makes the proof of one caller, which nobody else can use. Where a passphrase seals the vault, that is
 * asked for; beside a keychain the password of the administrator of the server that the registry belongs
 * to, compared with the one kept here, so that it works offline and no server hears of it. Nothing can be
 * asked where that server is the practice server, whose password nobody knows, or where there never was one.
 */
export function createCallerProof(options: ReauthenticationOptions): CallerProof {
  const { secrets, registry, connection, override, clock, wrongAnswers } = options;
  let proven: { readonly subject: string; readonly until: number } | null = null;

  function demand(): Demand {
    const { protection } = secrets.status();
    if (protection === 'passphrase') return { method: 'passphrase', subject: 'vault' };
    const owner = registry.owner();
    if (owner === null) return { method: 'none' };
    const server = registry.snapshot().servers.get(serverDocumentId(owner));
    return server?.practice === true
      ? { method: 'none' }
      : { method: 'server-password', subject: owner };
  }

  function until(asked: Demand): number | null {
    if (asked.method === 'none' || proven?.subject !== asked.subject) return null;
    return proven.until > clock.now().getTime() ? proven.until : null;
  }

  function status(): ReauthenticationStatus {
    const asked = demand();
    const good = until(asked);
    return { method: asked.method, until: good === null ? null : new Date(good).toISOString() };
  }

  /**
   * The password that the administrator of this server would know: the one kept here, else the one of the
   * environment, which counts only once the server itself has taken it.
   */
  async function expectedPassword(couchdbUuid: string): Promise<string> {
    const known = await readCredential(secrets, secretNames.serverAdmin(couchdbUuid));
    if (known !== null) return known.password;
    const info = connection.current();
    if (override !== null && info?.couchdbUuid === couchdbUuid && sameAddress(info.url, override)) {
      if (await isAdministrator(await connection.admin())) return override.password;
    }
    throw new ConsoleError(
      'not-on-this-device',
      'This device has no administrator’s password that yours could be compared with.',
      { remedy: 'Connect to the server with the account of its administrator first.' },
    );
  }

  async function isRight(asked: Exclude<Demand, { method: 'none' }>, secret: string) {
    return asked.method === 'passphrase'
      ? await secrets.isPassphrase(secret)
      : sameText(secret, await expectedPassword(asked.subject));
  }

  return {
    status,
    prove: async (secret) => {
      const closed = closedVault(secrets.status());
      if (closed !== null) throw closed;
      const asked = demand();
      if (asked.method === 'none') return status();
      // Nothing to compare with is no wrong answer.
      if (asked.method === 'server-password') await expectedPassword(asked.subject);
      if (!(await wrongAnswers.attempt(() => isRight(asked, secret)))) {
        await registry.execute(auditWrongProof(options.device, asked.method));
        throw wrong(asked.method);
      }
      proven = { subject: asked.subject, until: clock.now().getTime() + proofTime };
      return status();
    },
    require: () => {
      const asked = demand();
      if (asked.method === 'none' || until(asked) !== null) return;
      throw new ConsoleError(
        'reauthentication-needed',
        asked.method === 'passphrase'
          ? 'The passphrase of the vault is needed for this.'
          : 'The password of the server’s administrator is needed for this.',
        {
          remedy: 'Enter it; it is good for two minutes.',
          details: { method: asked.method },
        },
      );
    },
  };
}

/** Compares without telling by its time how much is right: digests are of one length. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text.normalize('NFC')).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function sameAddress(url: string, override: ServerOverride): boolean {
  return URL.canParse(override.url) && new URL(override.url).origin === new URL(url).origin;
}

function wrong(method: 'passphrase' | 'server-password'): ConsoleError {
  return method === 'passphrase'
    ? new ConsoleError('vault-passphrase-wrong', 'This is not the passphrase of the vault.', {
        remedy: 'Enter the passphrase that the vault was made with.',
      })
    : new ConsoleError(
        'server-wrong-password',
        'This is not the password of the server’s administrator that this device keeps.',
        { remedy: 'Enter the password you connected with.' },
      );
}
