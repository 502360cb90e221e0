import { getSession } from '../../couch/get-session.ts';
import type { Requester } from '../../couch/transport.ts';

/** Whether the server takes who is signed in for one of its administrators. */
export async function isAdministrator(transport: Requester): Promise<boolean> {
  const { roles } = await getSession(transport);
  return roles.includes('_admin');
}
