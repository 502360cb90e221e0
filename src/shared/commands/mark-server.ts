import { serverMarks, type AgentAllowance, type Server } from '../documents/server.ts';
import { ConsoleError } from '../errors.ts';
import type { Json } from '../json.ts';
import type { Command } from './command.ts';

/** What is to be changed; an absent field stays as it is. */
export interface MarkServerInput {
  readonly serverId: string;
  readonly name?: string | undefined;
  readonly production?: boolean | undefined;
  readonly readOnly?: boolean | undefined;
  readonly agentApplies?: AgentAllowance | undefined;
  /** The server's name as it is now, typed by whoever takes a protection off. */
  readonly confirm?: string | null | undefined;
}

/**
 * Marks a server as production or read-only, says what an agent may apply, or names it. Taking the
 * production or the read-only mark off asks for the server's name. No difference, no write.
 * Errors: `not-found`, `confirmation-needed`.
 */
export function markServer(input: MarkServerInput): Command<{ readonly changed: boolean }> {
  return (snapshot, context) => {
    const known = snapshot.servers.get(input.serverId);
    if (known === undefined) {
      throw new ConsoleError('not-found', 'The registry does not know this server.', {
        remedy: 'Connect to it and wait until the registry is in agreement, then try again.',
      });
    }
    const before = facts(known);
    const after = {
      name: input.name ?? before.name,
      production: input.production ?? before.production,
      readOnly: input.readOnly ?? before.readOnly,
      agentApplies: input.agentApplies ?? before.agentApplies,
    };
    if (
      before.name === after.name &&
      before.production === after.production &&
      before.readOnly === after.readOnly &&
      before.agentApplies === after.agentApplies
    ) {
      return { documents: [], audit: [], result: { changed: false } };
    }
    const lifted = [
      ...(before.production && !after.production ? ['production'] : []),
      ...(before.readOnly && !after.readOnly ? ['read-only'] : []),
    ];
    if (lifted.length > 0 && input.confirm !== before.name) throw unconfirmed(before.name, lifted);
    const server: Server = {
      ...known,
      ...after,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [server],
      audit: [
        {
          type: 'audit_log',
          tenant_id: null,
          action: 'server_marked',
          actor: context.actor,
          resource_type: 'server',
          resource_id: known._id,
          outcome: 'ok',
          details: { before, after },
          createdAt: context.now,
        },
      ],
      result: { changed: true },
    };
  };
}

function facts(server: Server) {
  return { name: server.name, ...serverMarks(server) } satisfies Json;
}

function unconfirmed(name: string, lifted: readonly string[]): ConsoleError {
  return new ConsoleError(
    'confirmation-needed',
    `Taking the ${lifted.join(' and the ')} mark off ${name} asks for the server’s name.`,
    {
      remedy: `Type ${name} to confirm. Nothing was changed.`,
      details: { confirm: name },
    },
  );
}
