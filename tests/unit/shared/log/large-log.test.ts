import { describe, expect, it } from 'vitest';
import { findForks } from '../../../../src/shared/log/find-forks.ts';
import { findGaps } from '../../../../src/shared/log/find-gaps.ts';
import { createLogVerifier } from '../../../../src/shared/log/log-verifier.ts';
import type { Reference } from '../../../../src/shared/log/references.ts';
import { draftAt, newHistory, sync, write } from '../../../support/log-history.ts';
import { sha256 } from '../../../../src/main/log/sha256.ts';

const options = { knownHeads: new Map(), wholeSince: null };

describe('a long log (A1)', () => {
  it('is verified in pieces that come to the same as all at once', () => {
    const history = newHistory(2);
    const verifier = createLogVerifier({ sha256, verify: () => true });
    for (let number = 0; number < 1200; number += 1) {
      for (const device of history.devices) write(device, draftAt(number));
    }
    for (const device of history.devices) sync(history, device);
    [...history.entries.values()].forEach((entry, number) => {
      if (number % 7 !== 3) verifier.add(entry);
    });
    const steps = verifier.finishing(options);
    let pieces = 1;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) pieces += 1;
    expect(pieces).toBeGreaterThan(6);
    expect(step.value).toEqual(verifier.finish(options));
    expect(step.value.findings.length).toBeGreaterThan(200);
  });

  it('of which every other entry is gone is worked out in the time of a glance', () => {
    const count = 40_000;
    const good = new Map<number, readonly string[]>();
    const missing: Reference[] = [];
    for (let seq = 2; seq <= count; seq += 2) {
      good.set(seq, [`entry ${String(seq)}`]);
      const id = `entry ${String(seq - 1)}`;
      missing.push({
        id,
        deviceId: 'a',
        seq: seq - 1,
        by: `entry ${String(seq)}`,
        how: 'previous',
      });
    }
    const picture = {
      deviceId: 'a',
      name: 'laptop',
      good,
      altered: new Set<number>(),
      missing,
      cutTo: 0,
      partial: false,
    };
    const begun = performance.now();
    const gaps = findGaps(picture);
    expect(findForks(picture)).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(gaps).toHaveLength(count / 2);
    expect(gaps[1]).toMatchObject({ seq: 3, count: 1, entryIds: ['entry 3', 'entry 4'] });
  });
});
