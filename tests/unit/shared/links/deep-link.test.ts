import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatLink,
  linkParts,
  linkSections,
  parseLink,
} from '../../../../src/shared/links/deep-link.ts';

const uuid = '0f3b6c1e-5a1d-4e7b-9c55-0a1b2c3d4e5f';

describe('U2 I7: links', () => {
  it('name a section, a tenant by key or uuid, and a part of it', () => {
    expect(parseLink('mycouch://plan')).toEqual({ to: 'section', section: 'plan' });
    expect(parseLink('mycouch://plan/')).toEqual({ to: 'section', section: 'plan' });
    expect(parseLink('mycouch://tenant/oak-sons')).toEqual({
      to: 'tenant',
      tenant: 'oak-sons',
      part: null,
    });
    expect(parseLink(`mycouch://tenant/${uuid}/people`)).toEqual({
      to: 'tenant',
      tenant: uuid,
      part: 'people',
    });
  });

  it('are read back as they were written', () => {
    for (const section of linkSections) {
      expect(parseLink(formatLink({ to: 'section', section }))).toEqual({ to: 'section', section });
    }
    for (const part of [null, ...linkParts]) {
      const place = { to: 'tenant', tenant: uuid, part } as const;
      expect(parseLink(formatLink(place))).toEqual(place);
    }
  });

  it.each([
    '',
    'mycouch:',
    'mycouch://',
    'mycouch:plan',
    'mycouch:///plan',
    'MYCOUCH://plan',
    'http://plan',
    'mycouch://apply',
    'mycouch://plan?apply=yes',
    'mycouch://plan#apply',
    'mycouch://plan//',
    'mycouch://plan/apply',
    'mycouch://user:secret@plan',
    'mycouch://plan:80',
    'mycouch://tenant',
    'mycouch://tenant/',
    'mycouch://tenant/a',
    'mycouch://tenant/Oak',
    'mycouch://tenant/oak_sons',
    'mycouch://tenant/-oak',
    'mycouch://tenant/../plan',
    'mycouch://tenant/oak/purge',
    'mycouch://tenant/oak/people/more',
    'mycouch://tenant/%6fak',
    'mycouch://tenant/oak people',
    'mycouch://tenant/oak\n',
    ' mycouch://plan',
    'mycouch://plan --data /tmp',
    `mycouch://tenant/${'a'.repeat(42)}`,
    'mycouch://café',
    'javascript:alert(1)',
    'file:///etc/passwd',
  ])('leads nowhere with %j', (text) => {
    expect(parseLink(text)).toBeNull();
  });

  it('never reads more than it would write, whatever comes', () => {
    const pieces = fc.constantFrom(
      'mycouch:',
      '//',
      '/',
      'tenant',
      'plan',
      'keys',
      'oak',
      '?',
      '#',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 }))).map((parts) => parts.join('')),
      fc.string().map((rest) => `mycouch://tenant/${rest}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const place = parseLink(text);
        if (place !== null) expect([text, text.slice(0, -1)]).toContain(formatLink(place));
      }),
      { numRuns: 2000 },
    );
  });
});
