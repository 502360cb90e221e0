import { z } from 'zod';
import { jwtHandlerWishes } from '../../documents/server.ts';
import { kidSchema } from '../../documents/signing-key.ts';
import type { GatewaysView } from '../gateway-views.ts';
import { call, nothing } from './call.ts';

/** The gateways, as far as their signing keys and what they counted tell of them. */
export const gatewaysCalls = {
  /** Every gateway with its keys, and where these are installed, which is asked of the server where there is one. */
  list: call<GatewaysView>()('tenant.read', nothing),
  /**
   * Asks a gateway to replace a key (`retiring`: its tokens count until they expire) or withdraws it at once
   * (`retired`). Errors: `not-found`, `not-allowed-in-state` where it is further already.
   */
  withdrawKey: call<null>()(
    'tenant.write',
    z.strictObject({ kid: kidSchema, state: z.enum(['retiring', 'retired']) }),
  ),
  /**
   * Whether CouchDB is to look at tokens on the connected server; the next plan has the operation. Error:
   * `not-connected`.
   */
  setJwtHandler: call<{ readonly changed: boolean }>()(
    'server.connect',
    z.strictObject({ wish: z.enum(jwtHandlerWishes) }),
  ),
} as const;
