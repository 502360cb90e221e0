import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hindrancesOf } from '../../../../src/shared/trial/hindrances.ts';
import {
  exchangeCurl,
  outcomeOf,
  probeCurl,
  probeLimit,
  probesFor,
  verdictOf,
  type ProbeScene,
} from '../../../../src/shared/trial/probes.ts';

const scene: ProbeScene = {
  access: 'write',
  databases: ['products'],
  tenant: {
    readOnly: false,
    databases: [
      { name: 'products', database: 'shop_acme_products' },
      { name: 'sales', database: 'shop_acme_sales' },
    ],
  },
  foreign: 'shop_other_products',
  listed: ['shop_acme_products', 'catalogue'],
  isForeign: (database) => database.startsWith('shop_other_'),
  registry: 'couch-sitter',
};
const shown = (more: Partial<ProbeScene> = {}) =>
  probesFor({ ...scene, ...more }).map(({ id, expected, mayWrite }) => [id, expected, mayWrite]);

describe('what a key is tried at', () => {
  it('is its own databases, shared ones, tables for people, another tenant’s and the server’s', () => {
    expect(shown()).toEqual([
      ['own shop_acme_products', 'reached', true],
      ['own shop_acme_sales', 'refused', false],
      ['shared catalogue', 'reached', true],
      ['people __tenants', 'refused', null],
      ['people __users', 'refused', null],
      ['others shop_other_products', 'refused', null],
      ['server couch-sitter', 'refused', null],
      ['server _users', 'refused', null],
    ]);
  });

  it('writes nowhere with a token that reads, or in a tenant that is read-only', () => {
    const writing = (more: Partial<ProbeScene>) =>
      probesFor({ ...scene, ...more }).filter(({ mayWrite }) => mayWrite === true);
    expect(writing({ access: 'read' })).toEqual([]);
    expect(writing({ tenant: { readOnly: true, databases: [] }, databases: null })).toEqual([]);
    expect(writing({ databases: null })).toHaveLength(3);
  });

  it('has to be refused where a gateway lists what is another tenant’s, or the registry', () => {
    expect(shown({ listed: ['shop_other_products', 'couch-sitter'] })).toContainEqual([
      'others shop_other_products',
      'refused',
      null,
    ]);
    const ids = shown({ listed: ['shop_other_products', 'couch-sitter'] }).map(([id]) => id);
    expect(ids.filter((id) => String(id).includes('couch-sitter'))).toEqual([
      'others couch-sitter',
    ]);
    expect(shown({ tenant: null, foreign: null, listed: null })).toHaveLength(4);
    const many = Array.from({ length: 500 }, (_, n) => `shared-${String(n)}`);
    expect(probesFor({ ...scene, listed: many })).toHaveLength(probeLimit);
  });

  it('is judged by what was expected of it', () => {
    expect([200, 401, 403, 404, 405, 500, 301, null].map(outcomeOf)).toEqual([
      'reached',
      'refused',
      'refused',
      'refused',
      'refused',
      'failed',
      'failed',
      'failed',
    ]);
    expect(verdictOf({ expected: 'refused' }, 'reached')).toBe('leak');
    expect(verdictOf({ expected: 'reached' }, 'refused')).toBe('missing');
    expect(verdictOf({ expected: 'refused' }, 'refused')).toBe('right');
    expect(verdictOf({ expected: 'refused' }, 'failed')).toBe('unknown');
  });

  it('is a command without a secret, whatever the names are', () => {
    expect(exchangeCurl('https://gateway.example.org')).toBe(
      `curl --globoff -X POST -H "Authorization: Bearer $API_KEY" 'https://gateway.example.org/auth/token'`,
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (database) => {
        const [probe] = probesFor({
          ...scene,
          tenant: { readOnly: false, databases: [{ name: 'products', database }] },
        });
        const curl = probeCurl('https://gateway.example.org', { path: probe?.path ?? '' });
        const word = /'[^']*'(?:\\''[^']*')*$/u.exec(curl)?.[0] ?? '';
        expect(curl.slice(0, -word.length)).toBe(
          'curl --globoff --path-as-is -H "Authorization: Bearer $TOKEN" ',
        );
        expect(word).not.toMatch(/\s/u);
      }),
    );
  });
});

describe('what speaks against a key', () => {
  it('is what the registry knows of it and of its tenant', () => {
    expect(hindrancesOf(null)).toEqual(['unknown']);
    const known = { fits: true, state: 'active', tenantState: 'active' } as const;
    expect(hindrancesOf(known)).toEqual([]);
    expect(hindrancesOf({ ...known, state: 'expired', tenantState: 'suspended' })).toEqual([
      'expired',
      'tenant-suspended',
    ]);
    expect(hindrancesOf({ ...known, fits: false, state: 'revoked' })).toEqual(['another-secret']);
  });
});
