import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailLink } from '../../../../src/shared/people/mail-link.ts';
import { serviceAddressProblem } from '../../../../src/shared/people/service-address.ts';

/** Everything that has a meaning somewhere. */
const anyText = fc.string({
  unit: fc.constantFrom(
    ...Array.from('a@.,;"<>\\ ä&?#%:'),
    '\n',
    '\r',
    '\t',
    '\u202e',
    '\ud800',
    '🦊',
    'x@y.z',
  ),
  maxLength: 60,
});

describe('the address of an issuer or a gateway (I7)', () => {
  it.each([
    'https://login.example.org',
    'https://login.example.org/realms/a',
    'http://localhost:8080',
    'http://127.0.0.1/x',
    'http://[::1]:3000',
    'https://bücher.example',
  ])('takes %s', (address) => {
    expect(serviceAddressProblem(address)).toBeNull();
  });

  it.each([
    '',
    'login.example.org',
    'ftp://example.org',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'http://example.org',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
    'https://anna:secret@example.org',
    'https://anna@example.org',
    'https://@example.org',
    'https://example.org?x=1',
    'https://example.org#x',
    'https://example.org\\@evil.example',
    'https://exa mple.org',
    'https://example.org\u202e',
    'https://',
    `https://example.org/${'x'.repeat(500)}`,
  ])('refuses %j', (address) => {
    expect(serviceAddressProblem(address)).not.toBeNull();
  });
});

describe('a message for the mail program', () => {
  it('lets nothing of its parts become another part', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (to, subject, body) => {
        const link = mailLink({ to, subject, body });
        expect(link).toMatch(/^mailto:[^?&#\s]*\?subject=[^?&#\s]*&body=[^?&#\s]*$/u);
        const query = new URL(link).searchParams;
        expect([...query.keys()]).toEqual(['subject', 'body']);
      }),
    );
  });

  it('keeps the address readable', () => {
    expect(mailLink({ to: 'änna+x@example.org', subject: 'a b', body: 'c\nd' })).toBe(
      'mailto:%C3%A4nna%2Bx@example.org?subject=a%20b&body=c%0D%0Ad',
    );
  });
});
