import { proveToMove } from '../prove.ts';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { agentAllowances } from '../../shared/documents/server.ts';
import { ConsoleError, reportError } from '../../shared/errors.ts';
import type { CommandContext, RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findServer } from '../find-server.ts';
import { syncNow } from '../ready-server.ts';
import { readyVault } from '../ready-vault.ts';
import { marksText, serversText } from '../server-text.ts';

const addSchema = z.object({ user: z.string().optional(), takeTenants: z.boolean().optional() });
const switchSchema = z.enum(['on', 'off']).optional();
const markSchema = z.object({
  production: switchSchema,
  readOnly: switchSchema,
  agent: z.enum(agentAllowances).optional(),
  name: z.string().optional(),
  confirm: z.string().optional(),
});

/** `mycouch server …`: the servers that this device knows. */
export function addServer(parent: Command, run: RunTask): void {
  const server = parent.command('server').description('the servers that this device knows');
  addAdd(server, run);
  addList(server, run);
  addUse(server, run);
  addMark(server, run);
  addForget(server, run);
}

function addAdd(server: Command, run: RunTask): void {
  server
    .command('add')
    .description(
      'connect to a CouchDB and turn to its tenants; the password comes from MYCOUCH_PASSWORD or is asked for',
    )
    .argument('<url>', 'its address, without credentials')
    .option('--user <name>', 'its administrator; MYCOUCH_USER unless given')
    .option('--take-tenants', 'give that server the tenants in use here')
    .action((url: string, options: unknown) =>
      run(async (context) => {
        const { user, takeTenants = false } = addSchema.parse(options);
        await readyVault(context);
        const { client } = context.session;
        const username = user ?? context.account.username ?? (await asked(context, 'User name: '));
        const password =
          context.account.password ?? (await asked(context, `Password of ${username}: `, 'secret'));
        const given = { url, username, password };
        if (takeTenants) await proveToMove(context);
        const report = await client.connection.test(given);
        const connection = await client.connection.connect({ ...given, takeTenants });
        const clear = report.ok && report.passwordInClear === true;
        const unsynced = await replicated(context);
        return {
          document: { connection, passwordInClear: clear },
          text: `Connected to ${connection.name} (CouchDB ${connection.version}); its tenants are in use now.\n`,
          notes: [
            ...(clear
              ? ['The address begins with http: the password can be read on its way to the server.']
              : []),
            ...unsynced,
          ],
          exit: exitCodes.done,
        };
      }),
    );
}

async function asked(context: CommandContext, question: string, how?: 'secret'): Promise<string> {
  const answer = await context.ask(question, how);
  if (answer !== null && answer !== '') return answer;
  throw new ConsoleError('invalid-input', 'The account of the server’s administrator is missing.', {
    remedy: 'Give --user and set MYCOUCH_PASSWORD, or run the command on a terminal.',
  });
}

function addList(server: Command, run: RunTask): void {
  server
    .command('list')
    .description('the known servers; marks of those that are not connected are as last seen')
    .action(() =>
      run(async ({ session: { client } }) => {
        const servers = await client.servers.list();
        return { document: { servers }, text: serversText(servers), exit: exitCodes.done };
      }),
    );
}

function addUse(server: Command, run: RunTask): void {
  server
    .command('use')
    .description('turn to a known server and its tenants; nothing is written to it')
    .argument('<server>', 'name, address or id')
    .action((wanted: string) =>
      run(async (context) => {
        await readyVault(context);
        const { client } = context.session;
        const { serverId } = await findServer(client, wanted);
        const connection = await client.servers.use({ serverId });
        return {
          document: { connection },
          text: `${connection.name} is in use now, with its tenants.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}

function addMark(server: Command, run: RunTask): void {
  const onOff = (flags: string, what: string) => new Option(flags, what).choices(['on', 'off']);
  server
    .command('mark')
    .description('mark the connected server, or name it')
    .argument('<server>', 'name, address or id')
    .addOption(onOff('--production <on|off>', 'asks before whatever takes access or data away'))
    .addOption(onOff('--read-only <on|off>', 'nothing is written to it but the registry'))
    .addOption(
      new Option('--agent <what>', 'what an agent may apply by itself').choices(agentAllowances),
    )
    .option('--name <name>', 'another name for it')
    .option('--confirm <name>', 'its name, needed to take a protection off')
    .action((wanted: string, options: unknown) =>
      run(async (context) => {
        const { production, readOnly, agent, name, confirm } = markSchema.parse(options);
        const { client } = context.session;
        const { serverId } = await findServer(client, wanted);
        const servers = await client.servers.mark({
          serverId,
          production: isOn(production),
          readOnly: isOn(readOnly),
          agentApplies: agent,
          name,
          confirm: confirm ?? null,
        });
        const unsynced = await replicated(context);
        const marked = servers.find((row) => row.serverId === serverId);
        return {
          document: { servers },
          text:
            marked === undefined
              ? ''
              : `${marked.name}: ${marksText(marked)}; an agent applies ${marked.agentApplies}.\n`,
          notes: unsynced,
          exit: exitCodes.done,
        };
      }),
    );
}

/** One round of replication, so that others learn of it; what keeps it from happening, as a note. */
async function replicated(context: CommandContext): Promise<readonly string[]> {
  try {
    await syncNow(context);
    return [];
  } catch (error) {
    const { message } = reportError(error);
    return [`It is noted here; other consoles learn of it with the next replication. ${message}`];
  }
}

function isOn(given: 'on' | 'off' | undefined): boolean | undefined {
  return given === undefined ? undefined : given === 'on';
}

function addForget(server: Command, run: RunTask): void {
  server
    .command('forget')
    .description(
      'forget a server that is not connected, and its credentials; its tenants stay on the disk',
    )
    .argument('<server>', 'name, address or id')
    .action((wanted: string) =>
      run(async (context) => {
        await readyVault(context);
        const { client } = context.session;
        const { serverId, name } = await findServer(client, wanted);
        await client.servers.forget({ serverId });
        return {
          document: { forgotten: serverId },
          text: `${name} is forgotten; its tenants are kept and come back when it is connected again.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}
