import { describe, expect, it } from 'vitest';
import {
  hasJwtHandler,
  withJwtHandler,
  withoutJwtHandler,
} from '../../../../src/shared/planning/jwt-handlers.ts';

const cookie = '{chttpd_auth, cookie_authentication_handler}';
const jwt = '{chttpd_auth, jwt_authentication_handler}';
const fallback = '{chttpd_auth, default_authentication_handler}';

describe('the list of handlers (K6)', () => {
  it('gets the handler of tokens at its front, and keeps its order', () => {
    expect(withJwtHandler(null)).toBe(`${jwt}, ${cookie}, ${fallback}`);
    expect(withJwtHandler(`${cookie},${fallback}`)).toBe(`${jwt}, ${cookie}, ${fallback}`);
    expect(withJwtHandler(cookie)).toBe(`${jwt}, ${cookie}`);
  });

  it('stays as it is where the handler is in it, blanks included', () => {
    const written = `${jwt},${cookie} , ${fallback}`;
    expect(withJwtHandler(written)).toBe(written);
    expect(hasJwtHandler(written)).toBe(true);
    expect(hasJwtHandler(cookie)).toBe(false);
    expect(hasJwtHandler(null)).toBe(false);
  });

  it.each([
    '',
    'jwt',
    `${cookie}, {my_module, jwt_authentication_handler}`,
    `${cookie}, {chttpd_auth, own_handler}`,
    `${cookie} % ${fallback}`,
    `${cookie}, os:cmd("x")`,
  ])('is left to whoever wrote it where it holds anything else: %s', (value) => {
    expect(withJwtHandler(value)).toBeNull();
    expect(hasJwtHandler(value)).toBe(false);
    expect(withoutJwtHandler(value)).toBeUndefined();
  });

  it('goes back to what it was: no setting where it was CouchDB’s own, else the others in their order', () => {
    expect(withoutJwtHandler(withJwtHandler(null))).toBeNull();
    expect(withoutJwtHandler(`${cookie},${jwt},${fallback}`)).toBeNull();
    expect(withoutJwtHandler(withJwtHandler(fallback))).toBe(fallback);
    expect(withoutJwtHandler(jwt)).toBeNull();
    expect(withoutJwtHandler(null)).toBeNull();
    expect(withoutJwtHandler(`${cookie} , ${fallback}`)).toBe(`${cookie} , ${fallback}`);
  });
});
