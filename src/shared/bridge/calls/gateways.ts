import { z } from 'zod';
import { kidSchema } from '../../documents/signing-key.ts';
import type { SigningKeysView } from '../gateway-views.ts';
import { call, nothing } from './call.ts';

/** The gateways, as far as their signing keys tell of them. */
export const gatewaysCalls = {
  /** Every key, and where it is installed, which is asked of the server where there is one. */
  keys: call<SigningKeysView>()('tenant.read', nothing),
  /**
   * Asks a gateway to replace a key (`retiring`: its tokens count until they expire) or withdraws it at once
   * (`retired`). Errors: `not-found`, `not-allowed-in-state` where it is further already.
   */
  withdrawKey: call<null>()(
    'tenant.write',
    z.strictObject({ kid: kidSchema, state: z.enum(['retiring', 'retired']) }),
  ),
} as const;
