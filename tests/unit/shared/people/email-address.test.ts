import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressKey,
  domainOf,
  isEmailAddress,
  readAddress,
  readDomain,
} from '../../../../src/shared/people/email-address.ts';

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

describe('one address (M3)', () => {
  it.each([
    ['anna@example.org', 'anna@example.org'],
    ['  anna@EXAMPLE.org\t', 'anna@example.org'],
    ['Anna.Müller+shop@example.org', 'Anna.Müller+shop@example.org'],
    ["o'brien@example.ie", "o'brien@example.ie"],
    ['u\u0308ber@mu\u0308ller.example', 'über@müller.example'],
    ['用户@例え.jp', '用户@例え.jp'],
    ['иван@почта.рф', 'иван@почта.рф'],
    ['🦊@xn--bcher-kva.example', '🦊@xn--bcher-kva.example'],
    ['a@localhost', 'a@localhost'],
    ['keitai..x.@docomo.example', 'keitai..x.@docomo.example'],
    [`${'x'.repeat(64)}@${'y'.repeat(63)}.${'z'.repeat(63)}.example`, null],
  ])('takes %j', (text, address) => {
    expect(readAddress(text)).toEqual({ address: address ?? text, problem: null });
  });

  it.each([
    ['', 'There is no address.'],
    ['   ', 'There is no address.'],
    ['anna', 'There is no @ in the address.'],
    ['@', 'There is nothing before the @.'],
    ['anna@', 'There is nothing after the @.'],
    ['anna@@example.org', 'There is more than one @ in the address.'],
    ['an na@example.org', 'A blank is in the address.'],
    ['anna@example.org\u0000', 'An invisible character'],
    ['anna\u202egro.elpmaxe@example.org', 'An invisible character'],
    ['anna\u200b@example.org', 'An invisible character'],
    ['anna\ud800@example.org', 'An invisible character'],
    ['<b>anna</b>@example.org', '< cannot be in an address.'],
    ['anna@example..org', 'What follows the @ is no domain'],
    ['anna@-example.org', 'What follows the @ is no domain'],
    ['anna@exa_mple.org', 'What follows the @ is no domain'],
    ['anna@example.org.', 'What follows the @ is no domain'],
    [`${'x'.repeat(65)}@example.org`, 'More than 64 characters stand before the @.'],
    [`a@${'y.'.repeat(200)}org`, 'An e-mail address has at most 320 characters.'],
    [`a@${'y.'.repeat(128)}org`, 'A domain has at most 253 characters.'],
    [`a@${'y'.repeat(64)}.org`, 'What follows the @ is no domain'],
  ])('refuses %j', (text, problem) => {
    const read = readAddress(text);
    expect(read.address).toBeNull();
    expect(read.problem).toContain(problem);
  });

  it('is as it is once it was read, whatever it was', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.emailAddress(),
          fc.tuple(anyText, fc.domain()).map((parts) => parts.join('@')),
          anyText,
        ),
        (text) => {
          const { address } = readAddress(text);
          fc.pre(address !== null);
          expect(readAddress(address)).toEqual({ address, problem: null });
          expect(readAddress(` ${address}\n`).address).toBe(address);
          expect(isEmailAddress(text)).toBe(true);
          expect(domainOf(address)).toBe(domainOf(addressKey(address)));
        },
      ),
    );
  });

  it('reads a domain, also with an @ in front', () => {
    expect(readDomain(' @Example.ORG ')).toBe('example.org');
    expect(readDomain('mu\u0308ller.example')).toBe('müller.example');
    for (const text of ['', '@', 'a@b', 'a b', '-a', 'a..b', 'x'.repeat(254)]) {
      expect(readDomain(text)).toBeNull();
    }
  });
});
