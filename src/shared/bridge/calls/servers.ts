import { z } from 'zod';
import { agentAllowances } from '../../documents/server.ts';
import type { ConnectionInfo } from '../views.ts';
import type { OpenFeeds, ServerRow } from '../server-views.ts';
import { call, nothing } from './call.ts';

const ref = z.strictObject({ serverId: z.string().max(80) });

/** The servers that this console knows; one is connected at a time, each has its own registry. */
export const serversCalls = {
  list: call<readonly ServerRow[]>()('console.use', nothing),
  /** Turns to a server known already, with the credentials saved for it. */
  use: call<ConnectionInfo>()('server.connect', ref),
  /** Forgets how to reach a server; its registry stays on the disk. Not the connected one. */
  forget: call<null>()('server.connect', ref),
  /** Marks the connected server. Taking the production or read-only mark off asks for the server's name. */
  mark: call<readonly ServerRow[]>()(
    'server.connect',
    z.strictObject({
      serverId: z.string().max(80),
      name: z.string().trim().min(1).max(200).optional(),
      production: z.boolean().optional(),
      readOnly: z.boolean().optional(),
      agentApplies: z.enum(agentAllowances).optional(),
      confirm: z.string().max(300).nullable().optional(),
    }),
  ),
  /** How many changes feeds are open on the connected server; they outlive a withdrawal of access. */
  openFeeds: call<OpenFeeds>()('plan.read', nothing),
  /** Restarts the HTTP layer of every node, which ends open feeds. `confirm`: the server's name. */
  restart: call<null>()('plan.apply', z.strictObject({ confirm: z.string().max(300) })),
} as const;
