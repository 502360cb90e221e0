import { z } from 'zod';
import { errorCodes } from '../../shared/errors.ts';

export const agentStates = [
  /** Not yet looked at the server. */
  'starting',
  /** The server is as the registry wants it. */
  'idle',
  /** Planning or applying. */
  'working',
  /** Another agent or a person applies. */
  'standby',
  /** Something is to be done that this agent may not do by itself. */
  'waiting',
  /** The server cannot be reached; tried again. */
  'offline',
  /** Something else went wrong; tried again. */
  'error',
  'stopping',
] as const;

/** One health line: what the agent knows and does at one moment. Never a secret. */
export const agentHealthSchema = z.object({
  /** ISO instant by this machine's clock. */
  at: z.iso.datetime(),
  state: z.enum(agentStates),
  /** Name and address of the server, null before there is one. */
  server: z.object({ name: z.string(), url: z.string() }).nullable(),
  /** Who applies: nobody, this device or another. */
  lease: z.enum(['none', 'mine', 'other']),
  /** Local sequence of the registry at the last agreement; null before the first. */
  registrySeq: z.number().nullable(),
  tenants: z.number(),
  /** Operations of the last plan that are not done. */
  pending: z.number(),
  /** What was changed on the server by hand. */
  drift: z.number(),
  /** Of these, what must be looked at now. */
  alarms: z.number(),
  /** Operations since the start. */
  applied: z.number(),
  failed: z.number(),
  /** Requests and milliseconds of the last sweep. */
  requests: z.number(),
  sweepMs: z.number(),
  /** Milliseconds between two lines when nothing changes. */
  interval: z.number(),
  problem: z
    .object({ code: z.enum(errorCodes), message: z.string(), remedy: z.string() })
    .nullable(),
});

export type AgentState = (typeof agentStates)[number];
export type AgentHealth = z.infer<typeof agentHealthSchema>;

/** A health line in words, for a person who watches. */
export function healthText(health: AgentHealth): string {
  const { at, state, server, tenants, pending, drift, alarms, applied, failed, problem } = health;
  const parts = [
    `${String(tenants)} tenants`,
    ...(pending === 0 ? [] : [`${String(pending)} pending`]),
    ...(drift === 0 ? [] : [`${String(drift)} changed by hand`]),
    ...(alarms === 0 ? [] : [`${String(alarms)} ALARM`]),
    `${String(applied)} applied`,
    ...(failed === 0 ? [] : [`${String(failed)} failed`]),
  ];
  const words = problem === null ? '' : `: ${problem.message}`;
  return `${at} ${state} ${server?.name ?? 'no server'} (${parts.join(', ')})${words}`;
}
