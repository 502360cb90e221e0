import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { acceptInvitation, declineInvitation } from '../../shared/commands/answer-invitation.ts';
import { invitePeople, revokeInvitation } from '../../shared/commands/invite-people.ts';
import { invitationState, type Invitation } from '../../shared/documents/invitation.ts';
import { tenantRoles, tenantRoleSchema } from '../../shared/documents/membership.ts';
import { defaultSharing } from '../../shared/documents/tenant.ts';
import type { User } from '../../shared/documents/user.ts';
import { addressKey } from '../../shared/people/email-address.ts';
import { GatewayError, type GatewayErrorCode } from '../errors.ts';
import { bearerOf } from '../plugins/callers.ts';
import type { ApiDescription } from '../routes/api-description.ts';
import type { GatewayServices } from '../services.ts';
import { takeJsonBodies } from '../virtual/json-bodies.ts';
import { readSent } from '../virtual/queries.ts';

const linkSchema = z.strictObject({
  token: z.string().min(1).max(200).describe('what stands behind the # of the link'),
});
const offerSchema = z.object({
  tenant_id: z.uuid(),
  tenant_name: z.string(),
  role: tenantRoleSchema,
  email: z.string().describe('the invited address, mostly hidden'),
  expiresAt: z.iso.datetime(),
});
const inviteSchema = z.strictObject({
  email: z.string().min(1).max(320),
  role: tenantRoleSchema,
});
const invitationSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  role: tenantRoleSchema,
  state: z.string(),
  expiresAt: z.iso.datetime(),
});
const refusals: readonly GatewayErrorCode[] = [
  'token_missing',
  'token_invalid',
  'forbidden',
  'not_found',
  'conflict',
  'invalid_request',
  'too_many_requests',
  'registry_unavailable',
];

const api = (
  summary: string,
  access: ApiDescription['access'],
  answers: ApiDescription['answers'],
  more: Partial<ApiDescription> = {},
): { readonly config: { readonly api: ApiDescription } } => ({
  config: { api: { summary, tag: 'Invitations', access, answers, refusals, ...more } },
});

/** Invitations: made by who may, shown, accepted and declined by who has the link (M3). */
export function invitationRoutes(app: FastifyInstance, services: GatewayServices): void {
  takeJsonBodies(app);
  const { registry, callers, clock, config, identities, limits, people, uuid } = services;
  const { access } = registry;

  /** The invitation of a link; what is not pending any more is found too. */
  const invitationOf = (request: FastifyRequest): { invitation: Invitation; tokenHash: string } => {
    limits.signIn(request.ip);
    limits.mayTry(request.ip);
    const { token } = readSent(linkSchema, request.body);
    const tokenHash = hash('sha256', token, 'hex');
    const invitation = access.invitationByTokenHash(tokenHash);
    const same = timingSafeEqual(
      Buffer.from(tokenHash, 'latin1'),
      Buffer.from(invitation?.tokenHash ?? '0'.repeat(64), 'latin1'),
    );
    if (invitation === null || !same) {
      limits.noteRefused(request.ip);
      throw new GatewayError('not_found', { reason: 'There is no such invitation.' });
    }
    return { invitation, tokenHash };
  };

  /** Who accepts: by a token of ours, or of the provider, since who is invited may have no tenant yet. */
  const accepting = async (
    request: FastifyRequest,
  ): Promise<{ user: User; addresses: readonly string[]; actor: string }> => {
    const bearer = bearerOf(request);
    if (bearer === null) throw new GatewayError('token_missing');
    const known = await identities.of(bearer).catch((error: unknown) => {
      if (error instanceof GatewayError && error.status === 401) return null;
      throw error;
    });
    if (known !== null) {
      const user = await people.known(known.issuer, known.identity);
      if (user === null) throw new GatewayError('person_removed');
      const { email, emailVerified, issuer, subject } = known.identity;
      const proved = emailVerified && email !== null ? [email] : [];
      return {
        user,
        addresses: [user.email, ...proved],
        actor: `${issuer}:${subject}`.slice(0, 200),
      };
    }
    const caller = await callers.of(request);
    const user = caller.userId === null ? null : access.user(caller.userId);
    if (user === null) {
      throw new GatewayError('forbidden', { reason: 'This is for people who have signed in.' });
    }
    return { user, addresses: [user.email], actor: caller.subject.slice(0, 200) };
  };

  app.post(
    '/invitations/show',
    api('What an invitation offers', 'open', { 200: offerSchema }, { body: linkSchema }),
    (request) => {
      const { invitation } = invitationOf(request);
      const tenant = access.tenant(invitation.tenant_id);
      const state = invitationState(invitation, clock.now().toISOString());
      if (state !== 'pending' || tenant === null) {
        throw new GatewayError('conflict', { reason: `The invitation is ${state}.` });
      }
      return {
        tenant_id: invitation.tenant_id,
        tenant_name: tenant.name,
        role: invitation.role,
        email: hidden(invitation.email),
        expiresAt: invitation.expiresAt,
      };
    },
  );

  app.post(
    '/invitations/accept',
    api(
      'Accepts an invitation',
      'token',
      { 200: z.object({ tenant_id: z.uuid(), joined: z.boolean() }) },
      {
        body: linkSchema,
        description:
          'With a token of this gateway, or with one of the provider where there is no tenant yet. Afterwards the tenant can be made the active one.',
        refusals: [...refusals, 'person_removed'],
      },
    ),
    async (request) => {
      const { invitation, tokenHash } = invitationOf(request);
      const { user, addresses, actor } = await accepting(request);
      const invited = addressKey(invitation.email);
      if (
        config.people.invitations === 'address' &&
        !addresses.some((address) => addressKey(address) === invited)
      ) {
        throw new GatewayError('forbidden', {
          reason: 'The invitation is for another address. Sign in with the one that was invited.',
        });
      }
      const { tenantId, joined } = await registry.execute(
        acceptInvitation({
          tenantId: invitation.tenant_id,
          invitationId: invitation.invitation_id,
          tokenHash,
          userId: user.user_id,
        }),
        actor,
      );
      return { tenant_id: tenantId, joined };
    },
  );

  app.post(
    '/invitations/decline',
    api(
      'Declines an invitation',
      'open',
      { 200: z.object({ ok: z.literal(true) }) },
      { body: linkSchema },
    ),
    async (request) => {
      const { invitation, tokenHash } = invitationOf(request);
      await registry.execute(
        declineInvitation({
          tenantId: invitation.tenant_id,
          invitationId: invitation.invitation_id,
          tokenHash,
        }),
        'whoever has the link',
      );
      return { ok: true };
    },
  );

  /** Who may invite into the tenant that their token is for, by its sharing rules. */
  const inviting = async (request: FastifyRequest) => {
    const { kind, userId, tenantId, subject } = await callers.of(request);
    const role = userId === null ? null : access.membership(tenantId, userId)?.role;
    const tenant = access.tenant(tenantId);
    const { invite } = tenant?.sharing ?? defaultSharing;
    const may =
      (invite !== 'operators' && role === 'owner') || (invite === 'admins' && role === 'admin');
    if (kind !== 'person' || !may) {
      throw new GatewayError('forbidden', {
        reason: 'You may not invite people into this tenant.',
      });
    }
    return { tenantId, role, actor: subject.slice(0, 200) };
  };
  const viewOf = (invitation: Invitation): z.output<typeof invitationSchema> => ({
    id: invitation.invitation_id,
    email: invitation.email,
    role: invitation.role,
    state: invitationState(invitation, clock.now().toISOString()),
    expiresAt: invitation.expiresAt,
  });

  app.get(
    '/invitations',
    api('Invitations into the active tenant', 'token', {
      200: z.object({ invitations: z.array(invitationSchema) }),
    }),
    async (request) => {
      const { tenantId } = await inviting(request);
      const all = registry.snapshot().invitations.get(tenantId) ?? [];
      return { invitations: all.map(viewOf) };
    },
  );

  app.post(
    '/invitations',
    api(
      'Invites somebody into the active tenant',
      'token',
      { 201: z.object({ invitation: invitationSchema, link: z.string() }) },
      {
        body: inviteSchema,
        description: 'The link is shown this once. It works once, for seven days.',
      },
    ),
    async (request, reply) => {
      const { tenantId, role, actor } = await inviting(request);
      const wanted = readSent(inviteSchema, request.body);
      if (tenantRoles.indexOf(wanted.role) > tenantRoles.indexOf(role)) {
        throw new GatewayError('forbidden', { reason: 'Nobody gives a role above their own.' });
      }
      const token = randomBytes(32).toString('base64url');
      const invitationId = uuid();
      const { refused } = await registry.execute(
        invitePeople({
          tenantId,
          invitations: [
            { invitationId, address: wanted.email, tokenHash: hash('sha256', token, 'hex') },
          ],
          role: wanted.role,
          furtherRoles: [],
        }),
        actor,
      );
      const [first] = refused;
      if (first !== undefined) throw new GatewayError('invalid_request', { reason: first.message });
      const made = access.invitation(invitationId);
      if (made === null) throw new GatewayError('conflict');
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ invitation: viewOf(made), link: `${config.url}/join#${token}` });
    },
  );

  app.delete(
    '/invitations/:id',
    api('Withdraws an invitation', 'token', { 200: z.object({ ok: z.literal(true) }) }),
    async (request) => {
      const { tenantId, actor } = await inviting(request);
      const { id } = readSent(z.object({ id: z.string().max(100) }), request.params);
      await registry.execute(revokeInvitation({ tenantId, invitationId: id }), actor);
      return { ok: true };
    },
  );
}

/** Enough of an address to know one's own: `a…@example.org`. */
function hidden(email: string): string {
  const at = email.lastIndexOf('@');
  return `${String.fromCodePoint(email.codePointAt(0) ?? 0x2a)}…${email.slice(at)}`;
}
