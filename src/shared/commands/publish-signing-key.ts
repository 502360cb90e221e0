import {
  signingKeyDocumentId,
  signingKeyStates,
  type SigningKey,
} from '../documents/signing-key.ts';
import type { Command } from './command.ts';

/** What a gateway knows of its own key. */
export type PublishedKey = Pick<
  SigningKey,
  'kid' | 'gateway' | 'alg' | 'public_key' | 'state' | 'activatedAt' | 'retiringAt' | 'retiredAt'
>;

/**
 * Says in the registry where a gateway's signing key stands. A key that somebody withdrew there stays
 * withdrawn, whatever the gateway says; no difference, no write.
 */
export function publishSigningKey(key: PublishedKey): Command<{ readonly changed: boolean }> {
  return (snapshot, context) => {
    const known = snapshot.signingKeys.get(key.kid);
    const rank = (state: SigningKey['state']) => signingKeyStates.indexOf(state);
    if (known !== undefined && rank(known.state) <= rank(key.state)) {
      return { documents: [], audit: [], result: { changed: false } };
    }
    const document: SigningKey = {
      ...(known ?? {
        _id: signingKeyDocumentId(key.kid),
        type: 'signing_key',
        createdAt: context.now,
        createdBy: context.actor,
      }),
      ...key,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [document],
      audit: [
        {
          type: 'audit_log',
          tenant_id: null,
          action: known === undefined ? 'signing_key_added' : 'signing_key_changed',
          actor: context.actor,
          resource_type: 'signing_key',
          resource_id: document._id,
          outcome: 'ok',
          details: {
            gateway: key.gateway,
            alg: key.alg,
            before: known === undefined ? null : { state: known.state },
            after: { state: key.state },
          },
          createdAt: context.now,
        },
      ],
      result: { changed: true },
    };
  };
}
