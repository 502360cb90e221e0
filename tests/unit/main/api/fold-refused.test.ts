import { describe, expect, it } from 'vitest';
import { foldRefused } from '../../../../src/main/api/people.ts';

const ids = Array.from({ length: 10 }, (_, index) => `t${String(index)}`);

describe('T3: people refused by several tenants', () => {
  it('names tenants only where not all of them refuse', () => {
    const refused = (address: string, tenantId: string, message = 'No.') => ({
      address,
      tenantId,
      message,
    });
    expect(
      foldRefused(
        [
          ...ids.map((id) => refused('a@b.org', id)),
          ...ids.slice(0, 5).map((id) => refused('c@d.org', id)),
          refused('c@d.org', 't1', 'Another reason.'),
        ],
        ids.length,
        (id) => id,
      ),
    ).toEqual([
      { address: 'a@b.org', message: 'No.' },
      { address: 'c@d.org', message: 't0, t1, t2 and 2 more: No.' },
      { address: 'c@d.org', message: 't1: Another reason.' },
    ]);
  });
});
