import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { removeTenant } from '../../../../src/shared/commands/remove-tenant.ts';
import type { Tenant } from '../../../../src/shared/documents/tenant.ts';
import { resolveLink } from '../../../../src/shared/links/resolve-link.ts';
import { peopleScene } from '../../../support/people-scene.ts';

describe('U2 I7: where a link leads in a registry', () => {
  const scene = peopleScene('oak', 'elm');
  const snapshot = scene.state.snapshot();
  const { tenants } = snapshot;
  const id = scene.idOf('oak');

  it('finds a tenant by its key and by its uuid', () => {
    expect(resolveLink('mycouch://tenant/oak/keys', snapshot)).toEqual({
      to: 'tenant',
      id,
      part: 'keys',
    });
    expect(resolveLink(`mycouch://tenant/${id}`, snapshot)).toEqual({
      to: 'tenant',
      id,
      part: null,
    });
    expect(resolveLink('mycouch://conflicts', snapshot)).toEqual({
      to: 'section',
      section: 'conflicts',
    });
  });

  it('leads nowhere where there is nothing, and says why', () => {
    expect(resolveLink('mycouch://tenant/ash', snapshot)).toEqual({
      to: 'nowhere',
      why: 'no-tenant',
      tenant: 'ash',
    });
    expect(resolveLink('javascript:alert(1)', snapshot)).toEqual({
      to: 'nowhere',
      why: 'no-link',
    });
  });

  it('means the tenant in use where one in the trash has the same key, and asks where two have it', () => {
    const oak = scene.tenant('oak');
    const twin: Tenant = { ...oak, tenant_id: randomUUID() };
    const both = new Map([...tenants, [twin.tenant_id, twin]]);
    const tenantsByKey = new Map([['oak', [id, twin.tenant_id]]]);
    expect(resolveLink('mycouch://tenant/oak', { tenants: both, tenantsByKey })).toEqual({
      to: 'nowhere',
      why: 'several-tenants',
      tenant: 'oak',
    });
    scene.run(removeTenant({ tenantId: id }));
    const gone = scene.tenant('oak');
    const trashed = new Map([...both, [id, gone]]);
    expect(resolveLink('mycouch://tenant/oak', { tenants: trashed, tenantsByKey })).toMatchObject({
      id: twin.tenant_id,
    });
    expect(
      resolveLink('mycouch://tenant/oak', { tenants: new Map([[id, gone]]), tenantsByKey }),
    ).toMatchObject({
      id,
    });
  });
});
