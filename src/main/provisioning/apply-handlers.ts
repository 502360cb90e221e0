import { pause } from '../../couch/back-off.ts';
import { deleteConfigValue, getConfigSection, putConfigValue } from '../../couch/config-section.ts';
import { getSession } from '../../couch/get-session.ts';
import { ConsoleError, MyCouchError } from '../../shared/errors.ts';
import {
  hasJwtHandler,
  withJwtHandler,
  withoutJwtHandler,
} from '../../shared/planning/jwt-handlers.ts';
import type { WriteHandlers } from '../../shared/planning/plan.ts';
import { stale, type OperationContext } from './operation-context.ts';
import { withinLease } from './within-lease.ts';

const section = 'chttpd';
const handlersKey = 'authentication_handlers';
const optionsKey = 'server_options';
/** What CouchDB uses where none are set; written only to be taken away again. */
const usualOptions = '[{recbuf, undefined}, {acceptor_pool_size, 32}, {max, 65536}]';
/** Milliseconds. The listener is back after about 300. */
const patience = 10_000;
const step = 100;
/**
 * Milliseconds of rest for each restart. CouchDB gives its listener up for good when it restarts more than three
 * times in ten seconds, so whoever switches the handlers next has to come later than that.
 */
const restAfterRestart = 5000;

/**
 * Makes one node look at tokens, or no more. CouchDB checks no value, takes a new one only when its listener restarts,
 * and one that does not work would close the server for good; so only a value is written that is made of
 * CouchDB's own handlers, it is read back, activated by a change of `server_options` that changes nothing
 * else, and seen at work. Where it does not work the value before is put back.
 */
export async function applyHandlers(
  { target: node, before, value }: WriteHandlers,
  context: OperationContext,
): Promise<void> {
  const found = await read(node, handlersKey, context);
  if (found !== before && found !== value) {
    throw stale(`The handlers of ${node} were changed by somebody else meanwhile.`);
  }
  const wanted = hasJwtHandler(value);
  if ((wanted ? withJwtHandler(value) : withoutJwtHandler(value)) !== value) {
    throw stale('The handlers are not those that CouchDB comes with.');
  }
  if (found !== value) {
    await put(node, handlersKey, value, context);
    if ((await read(node, handlersKey, context)) !== value) {
      await put(node, handlersKey, before, context);
      throw notActive(node, 'The node did not keep the new handlers.');
    }
  }
  const restarts = await restartListener(node, context);
  if (await settled(wanted, context)) {
    // Not to be cancelled: it is what keeps the server open.
    await pause(context.clock, restarts * restAfterRestart, undefined);
    return;
  }
  if (before !== value) {
    await put(node, handlersKey, before, context);
    await restartListener(node, context);
  }
  throw notActive(
    node,
    `The node ${wanted ? 'still does not look' : 'looks'} at tokens; its handlers are as before.`,
  );
}

/** Whether the handler of tokens is active or not as wanted, looking until it is so or the time is up. */
async function settled(
  wanted: boolean,
  { transport, clock, signal }: OperationContext,
): Promise<boolean> {
  const asked = clock.now().getTime();
  while (clock.now().getTime() - asked < patience) {
    try {
      const { handlers } = await getSession(transport, { signal, timeout: 3000 });
      if (handlers.includes('jwt') === wanted) return true;
    } catch (error) {
      // A listener that restarts refuses or breaks off.
      if (!(error instanceof MyCouchError) || !error.code.startsWith('server-')) throw error;
    }
    await pause(clock, step, signal);
  }
  return false;
}

/**
 * A change of these options, even of a blank, restarts the listener and with it what it has open. Answers how
 * often it did.
 */
async function restartListener(node: string, context: OperationContext): Promise<1 | 2> {
  const options = await read(node, optionsKey, context);
  if (options === null) {
    await put(node, optionsKey, usualOptions, context);
    await put(node, optionsKey, null, context);
    return 2;
  }
  // Inside the brackets: CouchDB takes blanks off the ends of a value.
  const list = /^\[(?<blank> ?)(?<rest>.*)$/su.exec(options)?.groups;
  if (list === undefined) {
    await put(node, optionsKey, usualOptions, context);
    await put(node, optionsKey, options, context);
    return 2;
  }
  const { blank = '', rest = '' } = list;
  await put(node, optionsKey, `[${blank === '' ? ' ' : ''}${rest}`, context);
  return 1;
}

async function read(
  node: string,
  key: string,
  { transport, signal }: OperationContext,
): Promise<string | null> {
  return (await getConfigSection(transport, node, section, { signal })).get(key) ?? null;
}

function put(
  node: string,
  key: string,
  value: string | null,
  context: OperationContext,
): Promise<void> {
  if (value !== null) return write(node, key, value, context);
  return withinLease(`${key} of ${node} was taken away`, context, (signal) =>
    deleteConfigValue(context.transport, node, section, key, { signal }),
  );
}

function write(node: string, key: string, value: string, context: OperationContext): Promise<void> {
  return withinLease(`${key} of ${node} was written`, context, (signal) =>
    putConfigValue(context.transport, node, section, key, value, { signal }),
  );
}

function notActive(node: string, message: string): ConsoleError {
  return new ConsoleError('server-failed', message, {
    remedy: `Look at [chttpd] authentication_handlers of ${node}, or restart it, then plan again.`,
    details: { node },
  });
}
