import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { tenantState } from '../../shared/documents/tenant.ts';
import { ConsoleError, reportError } from '../../shared/errors.ts';
import { parseKey, shownPrefix } from '../../shared/keys/key-format.ts';
import { serviceAddressProblem } from '../../shared/people/service-address.ts';
import { hindrancesOf } from '../../shared/trial/hindrances.ts';
import { auditTrial } from '../console/audit-commands.ts';
import { copyText } from '../console/copy-text.ts';
import { keyRow } from '../console/key-views.ts';
import { sha256 } from '../log/sha256.ts';
import { runTrial } from '../trial/run-trial.ts';
import type { Services } from './services.ts';

type TrialServices = Pick<Services, 'keys' | 'clock' | 'uuid' | 'clipboard'> & {
  readonly registry: Pick<Services['registry'], 'snapshot' | 'execute'>;
};

/** Trying keys. Of a key nothing is kept; of the latest token only until its trial is ended, or it is over. */
export function trialApi(services: TrialServices, run = runTrial): ConsoleApi['trial'] {
  const { registry, keys, clock } = services;
  let latest: { readonly trialId: string; readonly token: string; readonly until: string } | null =
    null;
  const nowText = () => clock.now().toISOString();

  return {
    read: ({ key: pasted }) => {
      const key = pasted.trim();
      const parsed = parseKey(key);
      if (parsed.outcome !== 'key') return Promise.resolve({ shape: parsed.outcome });
      const snapshot = registry.snapshot();
      keys.refresh(snapshot);
      const now = nowText();
      const indexed = keys.get(parsed.keyId, now);
      return Promise.resolve({
        shape: 'key',
        id: parsed.keyId,
        prefix: shownPrefix(parsed.keyId),
        known: indexed === undefined ? null : keyRow(indexed, now),
        hindrances: hindrancesOf(
          indexed === undefined
            ? null
            : {
                fits: indexed.key.key_hash === sha256(key),
                state: indexed.state,
                tenantState: indexed.tenant === undefined ? 'deleted' : tenantState(indexed.tenant),
              },
        ),
      });
    },
    run: async ({ key: pasted, url }) => {
      const key = pasted.trim();
      const parsed = parseKey(key);
      if (parsed.outcome !== 'key') throw notWhole();
      const gateway = requireAddress(url);
      const { keyId } = parsed;
      latest = null;
      const note = (refused: string | null, leaks: number) =>
        registry.execute(auditTrial(keyId, gateway, { refused, leaks }));
      const snapshot = registry.snapshot();
      const order = { key, keyId, gateway, snapshot, trialId: services.uuid() };
      const { trial, token } = await run(order).catch(async (error: unknown) => {
        // The key may have left all the same.
        await note(reportError(error).code, 0);
        throw error;
      });
      if (token !== null && trial.token !== null) {
        const { trialId, facts } = trial.token;
        latest = { trialId, token, until: facts.expiresAt };
      }
      const { refusal, probes } = trial;
      const leaks = probes.filter(({ verdict }) => verdict === 'leak').length;
      await note(refusal === null ? null : refusal.code, leaks);
      return trial;
    },
    copyToken: async ({ trialId }) => {
      if (latest?.trialId !== trialId || latest.until <= nowText()) throw gone();
      await copyText(services, latest.token, true);
      return null;
    },
    end: ({ trialId }) => {
      if (latest?.trialId === trialId) latest = null;
      return Promise.resolve(null);
    },
  };
}

function requireAddress(text: string): string {
  const address = text.trim().replace(/\/+$/u, '');
  const problem = serviceAddressProblem(address);
  if (problem === null) return address;
  throw new ConsoleError('address-invalid', `The gateway’s address cannot be used. ${problem}`, {
    remedy: 'Enter one such as https://gateway.example.org.',
  });
}

function notWhole(): ConsoleError {
  return new ConsoleError('invalid-input', 'This is no whole API key, so it was sent nowhere.', {
    remedy: 'Copy it once more, from its first character to its last.',
  });
}

function gone(): ConsoleError {
  return new ConsoleError('not-found', 'The token is not kept any more.', {
    remedy: 'Try the key once more.',
  });
}
