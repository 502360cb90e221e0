import { signingKeyStates, type SigningKey } from '../documents/signing-key.ts';
import { ConsoleError } from '../errors.ts';
import type { Command } from './command.ts';

/**
 * Moves a gateway's signing key on: `retiring` asks for another one, `retired` makes nothing of it count. A
 * key never moves back. Errors: `not-found`, `not-allowed-in-state`.
 */
export function withdrawSigningKey(input: {
  readonly kid: string;
  readonly state: Extract<SigningKey['state'], 'retiring' | 'retired'>;
}): Command<null> {
  return (snapshot, context) => {
    const known = snapshot.signingKeys.get(input.kid);
    if (known === undefined) {
      throw new ConsoleError('not-found', 'There is no such signing key.', {
        remedy: 'Look at the list of signing keys.',
        details: { kid: input.kid },
      });
    }
    const rank = (state: SigningKey['state']) => signingKeyStates.indexOf(state);
    if (rank(known.state) <= rank(input.state)) {
      throw new ConsoleError('not-allowed-in-state', `The key is ${known.state} already.`, {
        remedy: 'Look at the list of signing keys.',
      });
    }
    const now = context.now;
    const document: SigningKey = {
      ...known,
      state: input.state,
      retiringAt: known.retiringAt ?? now,
      retiredAt: input.state === 'retired' ? now : known.retiredAt,
      updatedAt: now,
      updatedBy: context.actor,
    };
    return {
      documents: [document],
      audit: [
        {
          type: 'audit_log',
          tenant_id: null,
          action: 'signing_key_changed',
          actor: context.actor,
          resource_type: 'signing_key',
          resource_id: known._id,
          outcome: 'ok',
          details: {
            gateway: known.gateway,
            alg: known.alg,
            before: { state: known.state },
            after: { state: input.state },
          },
          createdAt: now,
        },
      ],
      result: null,
    };
  };
}
