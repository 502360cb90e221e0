import type { ConnectionInfo } from '../../shared/bridge/views.ts';
import { reportError } from '../../shared/errors.ts';
import type { Registry } from '../registry/registry.ts';
import { auditConnection } from './audit-commands.ts';

/**
 * Connects, and notes in the audit log of the registry that is then open that it came to something or why it
 * did not. What cannot be noted does not keep anybody from connecting.
 * @param url as it was asked for; null: the practice server's, which nobody names
 */
export async function noteConnecting(
  registry: Pick<Registry, 'execute'>,
  url: string | null,
  connect: () => Promise<ConnectionInfo>,
): Promise<ConnectionInfo> {
  let info: ConnectionInfo;
  try {
    info = await connect();
  } catch (error) {
    const address = url === null ? 'practice' : addressOf(url);
    if (address !== null) {
      const server = { id: address, name: address, url: address };
      const noted = registry.execute(auditConnection(server, reportError(error).code));
      await noted.catch(() => undefined);
    }
    throw error;
  }
  const { serverId, name } = info;
  await registry.execute(auditConnection({ id: serverId, name, url: info.url }, null));
  return info;
}

/** Without user name and password; null where it is no address. */
function addressOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}
