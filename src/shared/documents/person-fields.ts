import { z } from 'zod';
import type { Tenant } from './tenant.ts';
import type { User } from './user.ts';

/** Of a user: the address that they gave themselves. Nobody proved it, so that it never says who they are. */
const ownEmailSchema = z.string().max(320);

/** What somebody calls their own address; null: they named none. */
export function ownEmailOf(user: User): string | null {
  const read = ownEmailSchema.safeParse(user['own_email']);
  return read.success ? read.data : null;
}

/** Whose personal tenant it is; null: nobody's. */
export function personOfTenant(tenant: Tenant): string | null {
  const read = z.string().max(200).safeParse(tenant['personal_of']);
  return read.success ? read.data : null;
}

/** The application that a tenant was made by, as identity documents name it. */
export function applicationOfTenant(tenant: Tenant): string | null {
  const read = z.string().max(200).safeParse(tenant['application_id']);
  return read.success ? read.data : null;
}
