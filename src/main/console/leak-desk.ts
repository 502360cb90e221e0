import type { LeakDeskView, LeakProgress, LeakReport } from '../../shared/bridge/leak-views.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { leakFindings, type LeakScan } from '../leaks/leak-scan.ts';
import { scanFolder } from '../leaks/scan-folder.ts';
import { sha256 } from '../log/sha256.ts';
import type { Registry } from '../registry/registry.ts';
import { knownKey } from './known-key.ts';
import type { FolderPort } from './ports.ts';

/** Findings that the window gets; all are counted. */
const shownFindings = 500;

/**
 * Scans folders for leaked keys. A folder is chosen in the system's dialog and nowhere else, so that nobody
 * in the window can have files looked at that the operator did not choose.
 */
export interface LeakDesk {
  /** Null where nobody chose one. Error: `not-allowed-in-state` without a dialog. */
  readonly choose: () => Promise<string | null>;
  /** Error: `not-allowed-in-state` where no folder is chosen or a scan runs. */
  readonly scan: (history: boolean) => Promise<LeakReport>;
  readonly cancel: () => void;
  /** With the keys as the registry has them now. */
  readonly view: () => LeakDeskView;
}

export function createLeakDesk(options: {
  readonly registry: Pick<Registry, 'snapshot'>;
  readonly folder: FolderPort | null;
  readonly clock: Clock;
  readonly onProgress: (progress: LeakProgress) => void;
}): LeakDesk {
  const { registry, clock, onProgress } = options;
  let folder: string | null = null;
  let running: AbortController | null = null;
  let last: { readonly folder: string; readonly scan: LeakScan } | null = null;

  function report(): LeakReport | null {
    if (last === null) return null;
    const { findings, ...totals } = last.scan;
    const snapshot = registry.snapshot();
    const now = clock.now().toISOString();
    return {
      ...totals,
      folder: last.folder,
      findings: leakFindings(findings.slice(0, shownFindings), (key) =>
        knownKey(snapshot, key, now),
      ),
    };
  }

  return {
    choose: async () => {
      if (options.folder === null)
        throw refused('This console has no window to choose a folder in.');
      if (running !== null) throw refused('A scan is running.');
      const chosen = await options.folder.choose();
      if (chosen !== null) {
        folder = chosen;
        last = null;
      }
      return chosen;
    },
    scan: async (history) => {
      if (folder === null) throw refused('No folder was chosen.');
      if (running !== null) throw refused('A scan is running.');
      const chosen = folder;
      const ending = new AbortController();
      running = ending;
      last = null;
      try {
        const { signal } = ending;
        const scan = await scanFolder({
          folder: chosen,
          history,
          digest: sha256,
          signal,
          clock,
          onProgress,
        });
        last = { folder: chosen, scan };
      } finally {
        running = null;
      }
      const made = report();
      if (made === null) throw new Error('A scan came to nothing.');
      return made;
    },
    cancel: () => running?.abort(),
    view: () => ({ folder, running: running !== null, report: report() }),
  };
}

function refused(message: string): ConsoleError {
  return new ConsoleError('not-allowed-in-state', message, {
    remedy: 'Choose a folder, and wait for a scan that runs or cancel it.',
  });
}
