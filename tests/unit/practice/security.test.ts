import { describe, expect, test } from 'vitest';
import {
  anonymous,
  defaultSecurity,
  isDatabaseAdmin,
  isMember,
  parseSecurity,
  type Identity,
} from '../../../src/practice/security.ts';

const user = (name: string, ...roles: readonly string[]): Identity => ({
  name,
  roles,
  authenticated: 'default',
});
const admin = user('root', '_admin');

describe('who may do what in a database', () => {
  test('a new database admits the server administrator alone', () => {
    expect(isMember(admin, defaultSecurity)).toBe(true);
    expect(isMember(user('a', 'reader'), defaultSecurity)).toBe(false);
    expect(isMember(anonymous, defaultSecurity)).toBe(false);
  });

  test.each([
    {},
    { members: {} },
    { members: { names: [], roles: [] } },
    { admins: { names: ['a'] } },
  ])('empty members are everybody: %j', (security) => {
    expect(isMember(anonymous, security)).toBe(true);
    expect(isDatabaseAdmin(anonymous, security)).toBe(false);
  });

  test('names and roles admit, and administrators are members', () => {
    const security = {
      admins: { names: ['boss'], roles: ['bosses'] },
      members: { names: ['ann'], roles: ['reader'] },
    };
    for (const identity of [user('ann'), user('x', 'reader'), user('boss'), user('y', 'bosses')]) {
      expect(isMember(identity, security), String(identity.name)).toBe(true);
    }
    expect(isDatabaseAdmin(user('y', 'bosses'), security)).toBe(true);
    expect(isDatabaseAdmin(user('ann'), security)).toBe(false);
    expect(isMember(user('z', 'ann'), security)).toBe(false);
  });

  test('anonymous equals no name, not even an empty one', () => {
    expect(isMember(anonymous, { members: { names: ['', 'null'], roles: [] } })).toBe(false);
  });

  test('parsing keeps extra keys and refuses wrong shapes', () => {
    const security = { members: { names: [], roles: ['r'], note: 1 }, mycouch: { tenant: 't' } };
    expect(parseSecurity(security)).toEqual(security);
    for (const bad of [
      null,
      [],
      'x',
      3,
      { admins: 1 },
      { members: { names: 'x' } },
      { members: { roles: [1] } },
    ]) {
      expect(() => parseSecurity(bad)).toThrow('no_majority');
    }
  });
});
