import { describe, expect, it } from 'vitest';
import { createOwnerless } from '../../../../src/main/console/ownerless.ts';
import { removeTenant } from '../../../../src/shared/commands/remove-tenant.ts';
import { peopleScene } from '../../../support/people-scene.ts';

describe('T4: tenants without an owner', () => {
  it('are those that have had people and lost their last owner, the trash left out', () => {
    const scene = peopleScene('lost', 'kept', 'empty', 'binned');
    for (const key of ['lost', 'kept', 'binned']) scene.add(key, 'owner', 'anna', 'ben');
    scene.run(removeTenant({ tenantId: scene.idOf('binned') }));
    const ownerless = createOwnerless();
    const before = scene.state.snapshot();
    expect([...ownerless(before)]).toEqual([]);
    // As two laptops make it that each removed one of two.
    const ended = (key: string) =>
      scene.members(key).map((member) => ({ ...member, deletedAt: '2026-06-01T00:00:00.000Z' }));
    const memberships = new Map([
      ...before.memberships,
      [scene.idOf('lost'), ended('lost')],
      [scene.idOf('binned'), ended('binned')],
    ]);
    const found = ownerless({ ...before, memberships });
    expect([...found]).toEqual([scene.idOf('lost')]);
    // The same set for as long as it says the same, so that the list keeps its answers.
    expect(ownerless({ ...before, memberships: new Map(memberships) })).toBe(found);
    expect(ownerless(before)).not.toBe(found);
  });
});
