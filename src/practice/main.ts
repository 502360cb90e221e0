import { z } from 'zod';
import { findParent, type Reply } from './parent.ts';
import { startPracticeServer, type PracticeServer } from './server.ts';

/** The one message a parent sends; the password travels here and nowhere else. */
const configurationSchema = z.strictObject({
  directory: z.string().min(1),
  username: z.string().min(1),
  password: z.string().min(1),
  /** Tried first, so that an address survives a restart; null for any free port. */
  preferredPort: z.number().int().min(1).max(65_535).nullable(),
});

const isPortTaken = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EADDRINUSE' || error.code === 'EACCES');

const start = async (message: unknown): Promise<PracticeServer> => {
  const parsed = configurationSchema.safeParse(message);
  if (!parsed.success) throw new Error('The configuration is not understood.');
  const { directory, username, password, preferredPort } = parsed.data;
  const options = { directory, adminUsername: username, adminPassword: password };
  try {
    return await startPracticeServer({ ...options, port: preferredPort ?? 0 });
  } catch (error) {
    if (preferredPort === null || !isPortTaken(error)) throw error;
    return startPracticeServer({ ...options, port: 0 });
  }
};

const explain = (error: unknown): Reply => ({
  ready: false,
  message: error instanceof Error ? error.message.slice(0, 500) : 'It failed to start.',
});

const parent = findParent(process);
if (parent === null) {
  process.stderr.write(
    'This program is started by the console, which sends it its configuration.\n',
  );
  process.exitCode = 1;
} else {
  let starting: Promise<PracticeServer> | undefined;
  const end = async (code: number): Promise<void> => {
    const server = await starting?.catch(() => undefined);
    await server?.stop();
    process.exit(code);
  };
  const endQuietly = (): void => {
    void end(0);
  };
  // Ctrl-C in a terminal reaches the whole group; the console decides when this server ends.
  process.on('SIGINT', () => undefined);
  process.once('SIGTERM', endQuietly);
  parent.onGone(endQuietly);
  parent.onMessage((message) => {
    if (starting !== undefined) return;
    starting = start(message);
    starting.then(
      ({ url }) => {
        parent.send({ ready: true, url });
      },
      (error: unknown) => {
        parent.send(explain(error));
        void end(1);
      },
    );
  });
}
