import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChainedEntry } from '../../../../src/shared/documents/audit.ts';
import { chainEntry } from '../../../../src/shared/log/chain-entry.ts';
import { cutAction, planCut } from '../../../../src/shared/log/cut-record.ts';
import { contentId } from '../../../../src/shared/log/entry-id.ts';
import { createLogVerifier, verifyLog } from '../../../../src/shared/log/log-verifier.ts';
import { verifySignature } from '../../../../src/main/log/ed25519.ts';
import { sha256 } from '../../../../src/main/log/sha256.ts';
import {
  arbitraryHistory,
  draftAt,
  newHistory,
  signerOf,
  sync,
  write,
  type History,
} from '../../../support/log-history.ts';

const checks = { sha256, verify: verifySignature };

function verify(
  entries: readonly unknown[],
  known: History['devices'][number]['seen'] = new Map(),
) {
  return verifyLog(entries, { ...checks, knownHeads: known, wholeSince: null });
}

/** Everything any device of the history remembers, its own newest entry too. */
function remembered(history: History) {
  const heads = new Map<string, { seq: number; id: string }>();
  for (const { seen } of history.devices) {
    for (const [id, head] of seen) if (head.seq > (heads.get(id)?.seq ?? 0)) heads.set(id, head);
  }
  return heads;
}

const kinds = (outcome: ReturnType<typeof verify>) => outcome.findings.map(({ kind }) => kind);

function at<T>(list: readonly T[], pick: number): T {
  const item = list[pick % list.length];
  if (item === undefined) throw new Error('The list is empty.');
  return item;
}

const bySeq = (entries: readonly ChainedEntry[], deviceId: string) =>
  entries
    .filter(({ chain }) => chain.device_id === deviceId)
    .sort((a, b) => a.chain.seq - b.chain.seq);

/** Removes entries before an instant and leaves the checkpoint that a console would leave. */
function cut(history: History, before: number): void {
  const verifier = createLogVerifier(checks);
  for (const entry of history.entries.values()) verifier.add(entry);
  const { entries, earlier } = verifier.forCut();
  const instant = draftAt(before).createdAt;
  const plan = planCut(entries, instant, earlier, sha256);
  const first = at(history.devices, 0);
  const details = {
    before: instant,
    chains: plan.chains.map((chain) => ({ ...chain, last: [...chain.last] })),
  };
  write(first, draftAt(1_000_000, { action: cutAction, details }));
  sync(history, first);
  for (const id of plan.remove) history.entries.delete(id);
}

const histories = fc
  .record({
    history: arbitraryHistory,
    cutAt: fc.option(fc.integer({ min: 0, max: 60_000 })),
    seed: fc.nat(),
    pick: fc.nat(),
  })
  .map(({ history, cutAt, seed, pick }) => {
    if (cutAt !== null) cut(history, cutAt);
    const entries = [...history.entries.values()]
      .map((entry) => ({ key: sha256(`${String(seed)} ${entry._id}`), entry }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ entry }) => entry);
    return { history, entries, known: remembered(history), pick };
  });

describe('an honest log', () => {
  it('verifies clean in any order of reading, with and without cuts', () => {
    fc.assert(
      fc.property(histories, ({ entries, known }) => {
        expect(verify(entries, known).findings).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('verifies clean where only its recent part is there', () => {
    fc.assert(
      fc.property(histories, ({ entries, pick }) => {
        if (entries.length === 0) return;
        const since = at(entries, pick).createdAt;
        const recent = entries.filter(({ createdAt }) => createdAt >= since);
        const before = entries.some(({ chain }) => chain.clock_back === true);
        if (before) return;
        const outcome = verifyLog(recent, { ...checks, knownHeads: new Map(), wholeSince: since });
        expect(outcome.findings).toEqual([]);
      }),
    );
  });

  it('tells who wrote how much, and what was cut', () => {
    const history = newHistory(2);
    const [one, two] = [at(history.devices, 0), at(history.devices, 1)];
    for (let n = 0; n < 4; n += 1) write(one, draftAt(n * 1000));
    sync(history, one);
    write(two, draftAt(9000));
    sync(history, two);
    cut(history, 2500);
    expect(verify([...history.entries.values()])).toMatchObject({
      entries: 3,
      cutEntries: 3,
      findings: [],
      devices: [
        { name: 'device-0', entries: 2, firstAt: draftAt(3000).createdAt },
        { name: 'device-1', entries: 1 },
      ],
    });
  });
});

describe('a log that was tampered with', () => {
  it('names an entry that was altered, whatever was changed in it', () => {
    const changes: readonly ((entry: ChainedEntry) => unknown)[] = [
      (entry) => ({ ...entry, actor: 'mallory' }),
      (entry) => ({ ...entry, details: { ...entry.details, n: 2 } }),
      (entry) => ({ ...entry, createdAt: draftAt(77).createdAt }),
      (entry) => ({ ...entry, more: true }),
      (entry) => ({ ...entry, signature: 'A'.repeat(86) }),
      (entry) => ({ ...entry, chain: { ...entry.chain, seq: entry.chain.seq + 3 } }),
      (entry) => ({ _id: entry._id, _rev: '1-x' }),
      (entry) => ({ ...entry, _conflicts: ['1-forged'] }),
      (entry) => ({ ...entry, key: signerOf(4).key }),
    ];
    fc.assert(
      fc.property(histories, fc.constantFrom(...changes), ({ entries, known, pick }, change) => {
        if (entries.length === 0) return;
        const victim = at(entries, pick);
        const forged = change(victim);
        const outcome = verify(
          entries.map((entry) => (entry === victim ? forged : entry)),
          known,
        );
        if (JSON.stringify(forged) === JSON.stringify(victim)) return;
        // Where an altered checkpoint accounted for what was cut, that is missing then, too.
        if (victim.action === cutAction) expect(kinds(outcome)).toContain('altered');
        else {
          expect(kinds(outcome)).toEqual(['altered']);
          expect(outcome.findings[0]?.entryIds).toEqual([victim._id]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('names one whose id was altered with it', () => {
    fc.assert(
      fc.property(histories, ({ entries, known, pick }) => {
        if (entries.length === 0) return;
        const victim = at(entries, pick);
        if (victim.action === cutAction) return;
        const body = { ...victim, actor: 'mallory' };
        const forged = { ...body, _id: contentId(body, sha256) ?? '' };
        const outcome = verify(
          entries.map((entry) => (entry === victim ? forged : entry)),
          known,
        );
        expect(outcome.findings).toMatchObject([
          { kind: 'altered', seq: victim.chain.seq, entryIds: [forged._id] },
        ]);
      }),
    );
  });

  it('names entries that were removed from the middle, and how many', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 3 }), ({ entries, known, pick }, count) => {
        const middles = entries.filter(
          ({ chain, action }) =>
            action !== cutAction &&
            bySeq(entries, chain.device_id).some(
              ({ chain: later }) => later.seq >= chain.seq + count,
            ),
        );
        if (middles.length === 0) return;
        const { chain } = at(middles, pick);
        const gone = bySeq(entries, chain.device_id).filter(
          ({ chain: own }) => own.seq >= chain.seq && own.seq < chain.seq + count,
        );
        if (gone.some(({ action }) => action === cutAction)) return;
        const outcome = verify(
          entries.filter((entry) => !gone.includes(entry)),
          known,
        );
        expect(outcome.findings).toMatchObject([
          { kind: 'removed', deviceId: chain.device_id, seq: chain.seq, count },
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it('names a tail that was cut off, where anybody has seen it', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 3 }), ({ entries, known, pick }, count) => {
        if (entries.length === 0) return;
        const { chain } = at(entries, pick);
        const tail = bySeq(entries, chain.device_id).slice(-count);
        if (tail.some(({ action }) => action === cutAction)) return;
        const outcome = verify(
          entries.filter((entry) => !tail.includes(entry)),
          known,
        );
        expect(outcome.findings).toMatchObject([
          {
            kind: 'cut-tail',
            deviceId: chain.device_id,
            seq: tail[0]?.chain.seq,
            count: tail.length,
          },
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it('names a fork, where a device writes on from an old copy of itself', () => {
    fc.assert(
      fc.property(
        histories,
        fc.integer({ min: 1, max: 4 }),
        ({ history, entries, known, pick }, count) => {
          const writers = entries.filter(
            ({ chain, action }) => chain.previous !== null && action !== cutAction,
          );
          if (writers.length === 0) return;
          const first = at(writers, pick);
          const device = history.devices.find(
            ({ signer }) => signer.deviceId === first.chain.device_id,
          );
          if (device === undefined) return;
          let head = {
            ...device.head,
            seq: first.chain.seq - 1,
            previous: first.chain.previous,
            at: null,
            cited: {},
          };
          const forked: ChainedEntry[] = [];
          for (let n = 0; n < count; n += 1) {
            const made = chainEntry(draftAt(2_000_000 + n), {
              device: device.name,
              head,
              heads: new Map(),
              signer: device.signer,
              sha256,
            });
            head = { ...made.head, at: null, cited: {} };
            forked.push(made.entry);
          }
          const outcome = verify([...forked, ...entries], known);
          expect(outcome.findings).toMatchObject([
            { kind: 'fork', deviceId: first.chain.device_id, seq: first.chain.seq },
          ]);
          expect(outcome.findings[0]?.entryIds).toContain(first._id);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('names entries that contradict the order, though their device signed them', () => {
    const history = newHistory(2);
    const [one, two] = [at(history.devices, 0), at(history.devices, 1)];
    write(two, draftAt(0));
    sync(history, two);
    write(two, draftAt(10));
    sync(history, two);
    sync(history, one);
    const sign = (more: object) => {
      const { entry } = chainEntry(draftAt(5000), {
        device: 'device-0',
        head: { ...one.head, ...more },
        heads: one.seen,
        signer: one.signer,
        sha256,
      });
      return entry;
    };
    const first = write(one, draftAt(4000));
    const second = write(one, draftAt(4500));
    sync(history, one);
    const entries = [...history.entries.values()];
    const seq = { seq: 2, previous: second._id, at: null, cited: one.head.cited };
    for (const wrong of [
      // Older than the one before, and says nothing of a clock.
      { ...sign(seq), createdAt: draftAt(1).createdAt },
      // Has seen of the other device what it had seen before.
      sign({ ...seq, cited: {} }),
      // Says it comes after the first, and has the third place.
      sign({ ...seq, previous: first._id }),
      sign({ ...seq, previous: null }),
    ]) {
      const id = contentId(wrong, sha256) ?? '';
      const resigned = { ...wrong, _id: id, signature: one.signer.sign(id) };
      expect(verify([...entries, resigned]).findings).toMatchObject([
        { kind: 'reordered', deviceId: one.signer.deviceId, seq: 3, entryIds: [id] },
      ]);
    }
  });

  it('finds two things at once, each by its name', () => {
    const history = newHistory(2);
    const [one, two] = [at(history.devices, 0), at(history.devices, 1)];
    for (let n = 0; n < 6; n += 1) write(one, draftAt(n));
    sync(history, one);
    sync(history, two);
    write(two, draftAt(100));
    sync(history, two);
    const chain = bySeq([...history.entries.values()], one.signer.deviceId);
    const left = [...history.entries.values()]
      .filter((entry) => entry !== chain[1] && entry !== chain[5])
      .map((entry) => (entry === chain[3] ? { ...entry, actor: 'mallory' } : entry));
    expect(verify(left).findings).toMatchObject([
      { kind: 'removed', seq: 2, count: 1 },
      { kind: 'altered', seq: 4 },
      { kind: 'cut-tail', seq: 6, count: 1 },
    ]);
  });
});

describe('a cut', () => {
  it('that was interrupted is no finding, and the next one goes on from it', () => {
    const history = newHistory(1);
    const one = at(history.devices, 0);
    for (let n = 0; n < 5; n += 1) write(one, draftAt(n * 1000));
    sync(history, one);
    const all = [...history.entries.values()];
    cut(history, 2500);
    const left = all[1];
    if (left === undefined) throw new Error('There is no second entry.');
    history.entries.set(left._id, left);
    expect(verify([...history.entries.values()]).findings).toEqual([]);
    cut(history, 3500);
    const outcome = verify([...history.entries.values()]);
    expect(outcome).toMatchObject({ findings: [], cutEntries: 4 });
    expect(history.entries.has(left._id)).toBe(false);
  });

  it('accounts for nothing beyond the place it names', () => {
    const history = newHistory(1);
    const one = at(history.devices, 0);
    for (let n = 0; n < 5; n += 1) write(one, draftAt(n * 1000));
    sync(history, one);
    cut(history, 1500);
    const third = bySeq([...history.entries.values()], one.signer.deviceId)[0];
    const left = [...history.entries.values()].filter((entry) => entry !== third);
    expect(verify(left).findings).toMatchObject([{ kind: 'removed', seq: 3, count: 1 }]);
  });
});
