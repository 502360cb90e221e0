import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import manifest from '../../package.json' with { type: 'json' };
import { describeRefusals, readConfig } from './config.ts';
import { createGatewayLog } from './gateway-log.ts';
import { runMove } from './move/run-move.ts';
import { startGateway, type RunningGateway } from './start-gateway.ts';
import { systemClock } from './system-clock.ts';

/** How long what is under way may take when the gateway ends, in milliseconds. */
const patience = 25_000;

const readFile = (path: string): string => readFileSync(path, 'utf8');
const reading = process.argv[2] === 'move' ? null : readConfig(process.env, readFile);
if (reading === null) {
  process.exitCode = await runMove({
    environment: process.env,
    readFile,
    clock: systemClock,
    random: Math.random,
    print: (line) => {
      process.stdout.write(`${line}\n`);
    },
    complain: (line) => {
      process.stderr.write(`${line}\n`);
    },
  });
} else if (!reading.ok) {
  process.stderr.write(describeRefusals(reading.refusals));
  process.exitCode = 78;
} else {
  const destination = pino.destination({ fd: 1, sync: false, minLength: 0 });
  const log = createGatewayLog(reading.config.logLevel, destination);
  let gateway: RunningGateway | null = null;
  let ending = false;
  const end = async (code: number): Promise<void> => {
    // Asked a second time, it ends at once.
    if (ending) process.exit(code);
    ending = true;
    const late = setTimeout(() => process.exit(1), patience);
    try {
      await gateway?.close();
      log.info('ended');
    } catch {
      log.error('not everything could be brought to its end');
      process.exitCode = 1;
    }
    clearTimeout(late);
    log.flush(() => process.exit(process.exitCode ?? code));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      void end(0);
    });
  }
  process.on('SIGHUP', () => {
    log.info('another signing key was asked for');
    void gateway?.rotate();
  });
  try {
    gateway = await startGateway({
      config: reading.config,
      version: manifest.version,
      log,
      clock: systemClock,
      random: Math.random,
      uuid: randomUUID,
    });
    log.info(
      {
        address: gateway.address,
        gateway: gateway.name,
        couchdb: reading.config.couchdb.address.url,
      },
      'listening',
    );
  } catch (error) {
    // What the data folder or the address is refused for is said in words of ours or of the system.
    process.stderr.write(
      `The gateway cannot start: ${error instanceof Error ? error.message : 'unknown'}\n`,
    );
    process.exit(1);
  }
}
