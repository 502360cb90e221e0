import { expect } from 'vitest';
import { isPublic } from '../../src/shared/planning/security-object.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** Holds for every single step of every applier, old registries among them. */
export function stepIsSafe(
  before: SimulatedServer,
  after: SimulatedServer,
  tenantId: string,
): void {
  for (const [name, database] of after.databases) {
    const was = before.databases.get(name);
    if (was === database) continue;
    expect(was?.unmanaged ?? false, `${name} is not the console's`).toBe(false);
    if (isPublic(database.security)) {
      expect(was !== undefined && isPublic(was.security), `${name} became public`).toBe(true);
    }
    const marker = database.security.mycouch;
    const earlier = was?.security.mycouch;
    if (earlier !== undefined) {
      expect(marker?.tenant, name).toBe(earlier.tenant);
      expect(marker?.generation ?? 0, name).toBeGreaterThanOrEqual(earlier.generation);
    }
    if (marker?.generation === earlier?.generation && earlier?.state !== undefined) {
      expect(marker?.state, name).toBe(earlier.state);
    }
    if (marker !== undefined) expect(marker.tenant, name).toBe(tenantId);
  }
  for (const [name, { security, unmanaged }] of before.databases) {
    if (after.databases.has(name)) continue;
    expect(unmanaged, `${name} was deleted`).toBe(false);
    expect(security.mycouch, `${name} was deleted`).toMatchObject({
      tenant: tenantId,
      state: 'deleted',
    });
  }
  for (const [name, user] of before.users) {
    const now = after.users.get(name);
    if (now === user) continue;
    expect(user.unmanaged, `${name} is not the console's`).toBe(false);
    if (now === undefined) {
      expect(user.marker?.tenant, `${name} was deleted`).toBe(tenantId);
      expect(user.roles, `${name} was deleted`).toEqual([]);
    }
  }
}
