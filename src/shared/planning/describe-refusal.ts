import type { Refusal } from './server-spec.ts';

/** One sentence that says why nothing is done for a tenant, and one that says what to do about it. */
export function describeRefusal({ key, reason, subject }: Refusal): string {
  switch (reason) {
    case 'key-invalid':
      return `The key “${key}” is not acceptable. Give the tenant another key.`;
    case 'name-invalid':
      return `CouchDB does not accept the name “${subject}”. Give the tenant a shorter key, or change the blueprint's pattern.`;
    case 'key-collision':
      return `Another tenant (${subject}) already has these names. Give this tenant another key.`;
    case 'blueprint-missing':
      return `Its blueprint “${subject}” is not in the registry. Synchronise first, or choose another blueprint.`;
    case 'blueprint-invalid':
      return `Its blueprint has “${subject}” twice, or the console needs that name itself. Rename it in the blueprint.`;
    case 'account-missing':
      return `The registry has no credential for the account “${subject}”. Synchronise first; it may be on another device.`;
    case 'database-unmanaged':
      return `A database “${subject}” is on the server that this console did not make. Give the tenant another key, or move the database away.`;
    case 'user-unmanaged':
      return `A user “${subject}” is on the server that this console did not make. Give the tenant another key, or remove the user.`;
    case 'owned-by-other-tenant':
      return `“${subject}” on the server belongs to another tenant. Give this tenant another key.`;
    case 'newer-generation':
      return `The server has a newer decision on “${subject}” than this device. Synchronise first, then plan again.`;
    case 'new-databases-public':
      return `This server opens every new database to everyone, so “${subject}” is not made. Set default_security to admin_only in the [couchdb] section of its configuration, then plan again.`;
    case 'purge-not-deleted':
      return 'Only a tenant in the trash can be purged. Move it to the trash first, and apply that.';
    case 'purge-not-withdrawn':
      return `On the server “${subject}” is not withdrawn yet. Apply an ordinary plan first, then purge.`;
    case 'marker-broken':
      return `The marker in the security of “${subject}” cannot be read. Correct or remove “mycouch” in its _security, then plan again.`;
  }
}
