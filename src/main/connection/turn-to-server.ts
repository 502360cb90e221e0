import { ensureBlueprint } from '../../shared/commands/ensure-blueprint.ts';
import { shopBlueprint } from '../../shared/documents/blueprint.ts';
import type { ConnectionInfo } from '../../shared/bridge/views.ts';
import { serverDocumentId } from '../../shared/documents/server.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { Registry } from '../registry/registry.ts';
import { secretNames } from '../secrets/secret-store.ts';
import {
  requireOpenVault,
  type ConnectionOptions,
  type ConnectionState,
} from './connection-state.ts';
import type { KnownServer } from './known-servers.ts';
import { savedConnectionSchema, writeConnection } from './saved-connection.ts';
import { readCredential } from './server-credential.ts';

/** Turns to a server's own registry; a new one gets the blueprint that every registry begins with. */
export async function turnRegistry(
  registry: Registry,
  couchdbUuid: string,
  takeAlong: boolean,
): Promise<void> {
  const turned = await registry.turnTo(couchdbUuid, takeAlong);
  if (turned) await registry.execute(ensureBlueprint(shopBlueprint));
}

/** Takes the saved connection up again, if there is one. Never throws: the sync status tells. */
export async function resumeSaved(
  options: ConnectionOptions,
  state: ConnectionState,
): Promise<void> {
  const { registry, secrets, practice, sync } = options;
  let saved = state.saved();
  if (saved === null || sync.isRunning()) return;
  try {
    if (saved.practice && practice !== null) {
      const { url } = await practice.start(saved.url);
      saved = { ...saved, url };
      state.save(saved);
    }
    const operator = await readCredential(secrets, secretNames.operator(saved.couchdbUuid));
    if (operator === null) {
      throw new ConsoleError(
        'not-on-this-device',
        'The password of this console’s own account is not on this device.',
        { remedy: 'Connect to the server again.' },
      );
    }
    // A kill between saving the connection and turning to its registry leaves them apart.
    if (registry.owner() !== saved.couchdbUuid) {
      await turnRegistry(registry, saved.couchdbUuid, false);
    }
    await sync.start({ ...saved, credentials: operator });
  } catch (error) {
    sync.fail(error);
  }
}

/**
 * Turns to a server that is known on this device, with what is saved for it: its registry, its credentials.
 * Nothing is written to the server, and it need not be reachable.
 * Errors: `not-found`, `plan-running`, `not-on-this-device`, and what the vault says.
 */
export async function turnToServer(
  options: ConnectionOptions,
  state: ConnectionState,
  serverId: string,
): Promise<ConnectionInfo> {
  const { directory, registry, secrets, practice, sync } = options;
  const target = requireKnown(state, serverId);
  const before = state.saved();
  if (before?.couchdbUuid === target.couchdbUuid) {
    await resumeSaved(options, state);
    return state.requireCurrent();
  }
  if (options.busy()) {
    throw new ConsoleError('plan-running', 'A plan is being applied to the connected server.', {
      remedy: 'Wait until it has ended, or cancel it.',
    });
  }
  requireOpenVault(secrets);
  requireUsable(options, target);
  await sync.stop();
  await state.dropAdmin();
  if (before?.practice === true) await practice?.stop();
  const next = savedConnectionSchema.parse(target);
  try {
    await writeConnection(directory, next);
    await turnRegistry(registry, next.couchdbUuid, false);
  } catch (error) {
    await writeConnection(directory, before).catch(() => undefined);
    await resumeSaved(options, state);
    throw error;
  }
  state.save(next);
  await resumeSaved(options, state);
  const info = state.requireCurrent();
  options.onChange(info);
  options.onServers();
  return info;
}

/** A known server by the id of its document. Error: `not-found`. */
export function requireKnown(state: ConnectionState, serverId: string): KnownServer {
  const found = state.known
    .list()
    .find(({ couchdbUuid }) => serverDocumentId(couchdbUuid) === serverId);
  if (found !== undefined) return found;
  throw new ConsoleError('not-found', 'This device does not know such a server.', {
    remedy: 'Connect to it with its address first.',
  });
}

function requireUsable({ secrets, practice }: ConnectionOptions, target: KnownServer): void {
  if (!secrets.has(secretNames.operator(target.couchdbUuid))) {
    throw new ConsoleError(
      'not-on-this-device',
      `This device has no account on ${target.name} any more.`,
      { remedy: 'Connect to it with its address and the account of a server administrator.' },
    );
  }
  if (target.practice && practice === null) {
    throw new ConsoleError('not-allowed-in-state', 'This console has no practice server.', {
      remedy: 'Open the window, or use another server.',
    });
  }
}
