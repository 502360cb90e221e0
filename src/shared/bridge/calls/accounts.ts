import { z } from 'zod';
import type {
  ReauthenticationStatus,
  RevealedCredential,
  RotationReport,
} from '../account-views.ts';
import { call, nothing } from './call.ts';

const accountName = z.string().max(40);
/** Longest overlap: thirty days. */
const overlapHours = z.number().min(0).max(720);

/** Service accounts and their passwords. */
export const accountsCalls = {
  /** How the operator proves to be there before a password is shown, and until when they have. */
  reauthentication: call<ReauthenticationStatus>()('console.use', nothing),
  /** The vault's passphrase or the password of the server's administrator; see `reauthentication`. */
  reauthenticate: call<ReauthenticationStatus>()(
    'secret.reveal',
    z.strictObject({ secret: z.string().max(1000) }),
  ),
  /** Errors: `reauthentication-needed`, `not-on-this-device`. */
  reveal: call<RevealedCredential>()(
    'secret.reveal',
    z.strictObject({ tenantId: z.uuid(), account: accountName }),
  ),
  /**
   * Gives accounts a new password. With an overlap the new one comes under the other user name and the
   * old pair works until its time is up; without one, nothing older works, the pair of a running overlap
   * included. `account` null: all of the tenant. Takes effect with the next apply. Error:
   * `not-allowed-in-state` where nothing is left to rotate, since every overlap still runs.
   */
  rotate: call<RotationReport>()(
    'tenant.write',
    z.strictObject({
      tenantIds: z.array(z.uuid()).min(1).max(20_000),
      account: accountName.nullable(),
      overlapHours,
    }),
  ),
  /** Ends overlaps before their time. */
  endOverlap: call<RotationReport>()(
    'tenant.write',
    z.strictObject({
      tenantIds: z.array(z.uuid()).min(1).max(20_000),
      account: accountName.nullable(),
    }),
  ),
} as const;
