import { revokedTokenDocumentId, type RevokedToken } from '../documents/revoked-token.ts';
import type { Command } from './command.ts';

/** A token that its own holder gives up. */
export interface TokenToRevoke {
  readonly jti: string;
  /** ISO instant. */
  readonly expiresAt: string;
  readonly tenantId: string;
  readonly sub: string;
}

/**
 * Ends one token before its time, at every gateway; CouchDB itself takes it until it expires. It is its
 * holder's own doing and changes nobody's rights, so it is in the gateway's request log and not in the audit
 * log.
 */
export function revokeToken(token: TokenToRevoke): Command<null> {
  return (_snapshot, context) => {
    const document: RevokedToken = {
      _id: revokedTokenDocumentId(token.jti, token.expiresAt),
      type: 'revoked_token',
      jti: token.jti,
      expiresAt: token.expiresAt,
      tenant_id: token.tenantId,
      sub: token.sub.slice(0, 500),
      createdAt: context.now,
      createdBy: context.actor,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return { documents: [document], audit: [], result: null };
  };
}
