import { z } from 'zod';
import { commonFields } from './common.ts';

export const agentAllowances = ['nothing', 'edits', 'corrections'] as const;
export type AgentAllowance = (typeof agentAllowances)[number];

/** From the least access on. */
export const jwtHandlerWishes = ['off', 'on'] as const;
export type JwtHandlerWish = (typeof jwtHandlerWishes)[number];

/** A CouchDB under management. Credentials are never here. */
export const serverSchema = z.looseObject({
  _id: z.string().regex(/^server_[0-9a-f-]{32,36}$/),
  type: z.literal('server'),
  /** The uuid that the server tells at `GET /`. */
  couchdb_uuid: z.string().regex(/^[0-9a-f-]{32,36}$/),
  name: z.string().min(1).max(200),
  url: z.url(),
  practice: z.boolean(),
  /** Asks before anything that takes access or data away. */
  production: z.boolean().optional(),
  /** Nothing is written to the server but the registry itself. */
  readOnly: z.boolean().optional(),
  /**
   * What an agent may apply by itself: nothing; what somebody edited; that and corrections of what was
   * changed by hand. Never a deletion.
   */
  agentApplies: z.enum(agentAllowances).optional(),
  /** Where people reach the gateway: https, or http on this machine; without a slash at its end. */
  gatewayUrl: z.string().min(1).max(500).nullable().optional(),
  /**
   * `off`: CouchDB is not to look at tokens here, whatever signing keys there are. Otherwise its JWT handler is
   * wanted as soon as a gateway has published a key.
   */
  jwtHandler: z.enum(jwtHandlerWishes).optional(),
  /** Revisions of conflicting leaves that the marks were decided over. */
  marks_seen: z.array(z.string()).optional(),
  ...commonFields,
});

export type Server = z.infer<typeof serverSchema>;

/** Document id of a server. */
export function serverDocumentId(couchdbUuid: string): string {
  return `server_${couchdbUuid}`;
}

/** What is allowed on a server and what asks first. */
export interface ServerMarks {
  readonly production: boolean;
  readonly readOnly: boolean;
  readonly agentApplies: AgentAllowance;
}

export const unmarked: ServerMarks = {
  production: false,
  readOnly: false,
  agentApplies: 'nothing',
};

/** The marks of a server; one that was never marked has none, and its agents only report. */
export function serverMarks(server: Pick<Server, keyof ServerMarks>): ServerMarks {
  return {
    production: server.production ?? false,
    readOnly: server.readOnly ?? false,
    agentApplies: server.agentApplies ?? 'nothing',
  };
}

/** The safest of several opinions: a mark that one of them has counts, and of allowances the smallest. */
export function safestMarks(opinions: readonly ServerMarks[]): ServerMarks {
  const [first, ...rest] = opinions;
  return rest.reduce<ServerMarks>(
    (safest, one) => ({
      production: safest.production || one.production,
      readOnly: safest.readOnly || one.readOnly,
      agentApplies:
        agentAllowances.indexOf(one.agentApplies) < agentAllowances.indexOf(safest.agentApplies)
          ? one.agentApplies
          : safest.agentApplies,
    }),
    first ?? unmarked,
  );
}
