import { describe, expect, it } from 'vitest';
import { createConflictHeads } from '../../../../src/main/console/conflict-heads.ts';
import { conflictRegistry } from '../../../support/conflict-registry.ts';

const everything = { search: '', kind: null };

describe('the list of documents in conflict (S3)', () => {
  it('is in order of the titles while they come, change and go', () => {
    const fake = conflictRegistry();
    const heads = createConflictHeads(fake.registry);
    expect(heads.find(everything)).toEqual([]);
    const [oak, elm] = [
      fake.meet('oak', { name: 'Oak' }, {}),
      fake.meet('elm', { name: 'Elm' }, {}),
    ];
    expect(heads.find(everything)).toEqual([elm, oak]);
    const ash = fake.meet('ash', { name: 'Ash' }, {});
    expect(heads.find(everything)).toEqual([ash, elm, oak]);
    fake.end(elm);
    expect(heads.find(everything)).toEqual([ash, oak]);
    expect(heads.kinds()).toEqual(['tenant']);
    expect(heads.tenants().size).toBe(2);
    fake.end(ash);
    fake.end(oak);
    expect([heads.find(everything), heads.kinds(), heads.tenants().size]).toEqual([[], [], 0]);
  });

  it('is narrowed to a kind and to words of title and id', () => {
    const fake = conflictRegistry();
    const heads = createConflictHeads(fake.registry);
    const id = fake.meet('oak', { name: 'The Oak' }, {});
    fake.meet('elm', { name: 'The Elm' }, {});
    expect(heads.find({ search: 'oak THE', kind: 'tenant' })).toEqual([id]);
    expect(heads.find({ search: id, kind: null })).toEqual([id]);
    expect(heads.find({ search: 'oak', kind: 'account' })).toEqual([]);
  });
});
