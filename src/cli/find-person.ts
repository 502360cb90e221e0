import type { ConsoleClient } from '../shared/bridge/contract.ts';
import type { PersonDetail } from '../shared/bridge/people-views.ts';
import { ConsoleError } from '../shared/errors.ts';

/** Somebody the registry knows as a person. */
export type Person = PersonDetail & { readonly userId: string };

/** The person somebody named by their address, or by their id. Error: `not-found`. */
export async function findPerson(client: ConsoleClient, named: string): Promise<Person> {
  const wanted = named.includes('@')
    ? { userId: null, email: named.trim() }
    : { userId: named, email: '' };
  const person = await client.people.get(wanted);
  const { userId } = person;
  if (userId !== null) return { ...person, userId };
  throw new ConsoleError('not-found', `${person.email} was only invited and is no person yet.`, {
    remedy: 'Revoke the invitation with `mycouch invite revoke`.',
  });
}
