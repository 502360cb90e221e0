import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { MadeInvitation } from '../../shared/bridge/people-views.ts';
import {
  invitePeople,
  resendInvitation,
  revokeInvitation,
} from '../../shared/commands/invite-people.ts';
import { requireInvitation } from '../../shared/commands/require-person.ts';
import { requireTenant } from '../../shared/commands/require-tenant.ts';
import { setGateway } from '../../shared/commands/set-gateway.ts';
import { invitationState } from '../../shared/documents/invitation.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { readAddressList } from '../../shared/people/address-list.ts';
import { invitationMail } from '../../shared/people/invitation-mail.ts';
import { invitationsOf } from '../console/people-views.ts';
import { sha256 } from '../log/sha256.ts';
import { remaining } from './people.ts';
import type { Services } from './services.ts';

/** Bytes of a token: 256 bits. */
const tokenSize = 32;

export function invitationsApi(services: Services): ConsoleApi['invitations'] {
  const { registry, clock, uuid, randomBytes, connection, mail } = services;
  const now = () => clock.now().toISOString();

  function newToken(): { readonly token: string; readonly tokenHash: string } {
    const token = Buffer.from(randomBytes(tokenSize)).toString('base64url');
    return { token, tokenHash: sha256(token) };
  }

  function gatewayUrl(): string | null {
    const serverId = connection.current()?.serverId;
    if (serverId === undefined) return null;
    return registry.snapshot().servers.get(serverId)?.gatewayUrl ?? null;
  }

  /** The token stands in the fragment, which browsers send to no server. */
  function shown(tenantId: string, invitationId: string, token: string): MadeInvitation {
    const { email, expiresAt } = requireInvitation(registry.snapshot(), tenantId, invitationId);
    const url = gatewayUrl();
    const link = url === null ? null : `${url}/join#${token}`;
    return { invitationId, tenantId, email, expiresAt, token, link };
  }

  return {
    list: ({ tenantId, offset, limit }) => {
      const snapshot = registry.snapshot();
      if (tenantId !== null) requireTenant(snapshot, tenantId);
      const all = invitationsOf(snapshot, tenantId, now());
      return Promise.resolve({ rows: all.slice(offset, offset + limit), total: all.length });
    },
    create: async ({ tenantId, list, role, furtherRoles }) => {
      const { entries, problems } = readAddressList(list);
      const tokens = new Map<string, string>();
      const invitations = entries.map(({ address }) => {
        const { token, tokenHash } = newToken();
        const invitationId = uuid();
        tokens.set(invitationId, token);
        return { invitationId, address, tokenHash };
      });
      const { made, refused } = await registry.execute(
        invitePeople({ tenantId, invitations, role, furtherRoles }),
      );
      return {
        made: made.map((id) => shown(tenantId, id, tokens.get(id) ?? '')),
        ...remaining(problems, refused, entries),
      };
    },
    resend: async (ref) => {
      const { token, tokenHash } = newToken();
      await registry.execute(resendInvitation({ ...ref, tokenHash }));
      return shown(ref.tenantId, ref.invitationId, token);
    },
    revoke: (ref) => registry.execute(revokeInvitation(ref)),
    writeEmail: async ({ tenantId, invitationId }) => {
      const snapshot = registry.snapshot();
      const tenant = requireTenant(snapshot, tenantId);
      const invitation = requireInvitation(snapshot, tenantId, invitationId);
      if (invitationState(invitation, now()) !== 'pending') {
        throw new ConsoleError('not-allowed-in-state', 'This invitation is not open any more.', {
          remedy: 'Resend it, which makes a new link, or make another one.',
        });
      }
      if (mail === null) {
        throw new ConsoleError('not-allowed-in-state', 'This console cannot open a mail program.', {
          remedy: `Write to ${invitation.email} yourself and paste the link.`,
        });
      }
      await mail.write(invitationMail(tenant, invitation));
      return null;
    },
    gateway: () => Promise.resolve({ url: gatewayUrl() }),
    setGateway: async ({ url }) => {
      const serverId = connection.current()?.serverId;
      if (serverId === undefined) {
        throw new ConsoleError('not-connected', 'No server is connected.', {
          remedy: 'Connect to the server whose gateway it is, then try again.',
        });
      }
      await registry.execute(setGateway({ serverId, url }));
      return { url: gatewayUrl() };
    },
  };
}
