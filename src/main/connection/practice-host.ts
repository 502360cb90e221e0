import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { secretNames, type SecretStore } from '../secrets/secret-store.ts';
import type { PracticeLauncher, PracticeServer } from '../console/ports.ts';

/** The practice server of this data directory, started when wanted and stopped with the console. */
export interface PracticeHost {
  /** Starts it, or answers the running one. `lastUrl` tells the port it had. */
  readonly start: (lastUrl: string | null) => Promise<{
    readonly url: string;
    readonly username: string;
    readonly password: string;
  }>;
  readonly stop: () => Promise<void>;
}

const username = 'admin';

export function createPracticeHost(
  launcher: PracticeLauncher,
  directory: string,
  secrets: SecretStore,
): PracticeHost {
  let running: PracticeServer | null = null;

  /** The password is stored before the server learns it, else its data could not be opened again. */
  async function password(): Promise<string> {
    const known = await secrets.get(secretNames.practiceAdmin());
    if (known !== null) return known;
    const made = randomBytes(24).toString('base64url');
    await secrets.set(secretNames.practiceAdmin(), made);
    return made;
  }

  return {
    start: async (lastUrl) => {
      const secret = await password();
      const port = lastUrl === null ? 0 : Number(new URL(lastUrl).port);
      running ??= await launcher.start({
        directory: join(directory, 'practice'),
        username,
        password: secret,
        preferredPort: port > 0 ? port : null,
      });
      return { url: running.url, username, password: secret };
    },
    stop: async () => {
      const server = running;
      running = null;
      await server?.stop();
    },
  };
}
