import { z } from 'zod';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

const sessionSchema = z.object({
  userCtx: z.object({ name: z.string().nullable(), roles: z.array(z.string()) }),
  info: z.object({ authentication_handlers: z.array(z.string()).catch([]) }).catch({
    authentication_handlers: [],
  }),
});

export interface SessionInfo {
  /** Null when anonymous. */
  readonly name: string | null;
  readonly roles: readonly string[];
  /** Handlers that are active now, which may differ from the configured ones. */
  readonly handlers: readonly string[];
}

/** `GET /_session`: who the server takes us for. */
export async function getSession(
  transport: Requester,
  options: CallOptions & { readonly anonymous?: boolean } = {},
): Promise<SessionInfo> {
  const session = await requestParsed(
    transport,
    { method: 'GET', path: ['_session'], ...options },
    sessionSchema,
  );
  return {
    name: session.userCtx.name,
    roles: session.userCtx.roles,
    handlers: session.info.authentication_handlers,
  };
}
