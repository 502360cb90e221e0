import { chainBegun, type WhyBegun } from '../../shared/log/chain-begun.ts';
import type { ChainHead } from '../../shared/log/chain-entry.ts';
import type { Registry } from '../registry/registry.ts';
import type { ForeignEntry } from '../registry/registry-log-port.ts';
import { secretNames, type SecretStore } from '../secrets/secret-store.ts';
import { makeSigningKey, readSigningKey } from './ed25519.ts';

/** Sees to it that the audit log of the open registry has this device's key. */
export interface LogKeeper {
  /** Resolves when whatever can be done by now has been done. Never rejects. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Gives the log its key as soon as there is a place for secrets that is open, makes one where there is none,
 * and begins a new chain where the old one cannot or must not go on: its key is not on this machine, or
 * another copy of this device writes on it. Every server's log has a key of its own, so that no entry of
 * one can be put into another.
 */
export function keepLog(options: {
  readonly registry: Registry;
  readonly secrets: SecretStore;
  readonly onProblem: (error: unknown) => void;
}): LogKeeper {
  const { registry, secrets, onProblem } = options;
  const { log } = registry;
  let last: Promise<void> = Promise.resolve();
  let closed = false;

  function look(): void {
    last = last.then(async () => {
      if (closed || secrets.status().state !== 'open') return;
      await provide();
    });
    last = last.catch(onProblem);
  }

  async function provide(): Promise<void> {
    const chain = log.chain();
    const foreign = log.foreign();
    if (chain === null) {
      await beginAnew();
      return;
    }
    if (foreign !== null) {
      await beginAnew();
      await note(chain, 'written-on-elsewhere', foreign);
      return;
    }
    const secret = await secrets.get(secretNames.logKey(chain.deviceId));
    const signer = secret === null ? null : readSigningKey(secret);
    if (signer?.deviceId === chain.deviceId) {
      await log.use(signer);
      return;
    }
    await beginAnew();
    await note(chain, 'key-missing', null);
  }

  /** The key is stored before the first entry relies on it. */
  async function beginAnew(): Promise<void> {
    const { secret, signer } = makeSigningKey();
    await secrets.set(secretNames.logKey(signer.deviceId), secret);
    await log.begin(signer);
  }

  /** The new chain says of itself which one it goes on from, and why. */
  async function note(old: ChainHead, why: WhyBegun, foreign: ForeignEntry | null): Promise<void> {
    await registry.execute((_snapshot, { actor, now }) => ({
      documents: [],
      audit: [chainBegun({ old, why, foreign, actor, now })],
      result: null,
    }));
  }

  const forget = [log.onTurn(look), secrets.onStatus(look)];
  look();

  return {
    settled: () => last,
    close: async () => {
      for (const stop of forget) stop();
      await last;
      closed = true;
    },
  };
}
