import { z } from 'zod';
import { gatewayErrorCodes } from '../../src/gateway/errors.ts';
import { fails, marker } from '../support/hostile-couchdb.ts';
import { hostileRequest, type HostileRequest } from './gateway-cases.ts';
import { openGatewayScene } from './gateway-scene.ts';
import { openSender, type HostileAnswer } from './gateway-send.ts';

export interface GatewayOutcome {
  readonly violations: readonly string[];
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** Without a code where it is CouchDB's own, which is passed on as it is. */
const refusalSchema = z.object({
  error: z.string(),
  code: z.string().optional(),
  reason: z.string(),
});
const ofUpstream = new Set(['upstream_failed', 'upstream_unreachable', 'upstream_timeout']);
const lanes = 16;

/**
 * Plays generated requests against a gateway in this process, over real connections. Violations: a 5xx that
 * is no failure of CouchDB's, a refusal that is not from the closed list, anything of another tenant's, a
 * request that reached their database, an answer that never came, a secret in the log, a crash.
 * @param only this case alone; null: all of them
 */
export async function playGateway(options: {
  readonly cases: number;
  readonly seed: number;
  readonly only?: number | null;
  readonly onCase?: (done: number) => void;
}): Promise<GatewayOutcome> {
  const { cases, seed, only = null, onCase } = options;
  const violations: string[] = [];
  const statuses = new Map<string, number>();
  const scene = await openGatewayScene();
  const sender = openSender(scene.url);
  const crashed = (error: unknown): void => {
    violations.push(
      `crash: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}`,
    );
  };
  process.on('uncaughtException', crashed);
  process.on('unhandledRejection', crashed);
  try {
    const before = scene.state();
    let parts = await scene.parts();
    let next = only ?? 0;
    let done = 0;
    const last = only === null ? cases : only + 1;
    const lane = async (): Promise<void> => {
      while (next < last) {
        const number = next;
        next += 1;
        const one = hostileRequest(seed, number, parts);
        let problem: string | null;
        try {
          const answer = await sender.send(one);
          const status = String(answer.status);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          problem = problemOf(one, answer);
          // It may have ended a token that the others go by.
          if (told(one).includes('/auth/revoke')) parts = await scene.parts();
        } catch (error) {
          problem = error instanceof Error ? error.message : 'unknown';
        }
        if (problem !== null) {
          violations.push(
            `seed ${String(seed)} case ${String(number)}: ${problem}\n${told(one).slice(0, 600)}`,
          );
        }
        done += 1;
        onCase?.(done);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    if (scene.state() !== before) violations.push('what the other tenant has was changed');
    for (const line of scene.couch.trespasses)
      violations.push(`it reached another database: ${line}`);
    for (const line of scene.unforeseen) violations.push(line);
    for (const line of scene.told) violations.push(`a secret in the log: ${line.slice(0, 200)}`);
    const health = await fetch(`${scene.url}/health`);
    if (health.status !== 200) violations.push(`health: ${String(health.status)}`);
    await health.arrayBuffer();
  } finally {
    sender.close();
    await scene.close();
    process.off('uncaughtException', crashed);
    process.off('unhandledRejection', crashed);
  }
  return { violations, statuses: Object.fromEntries([...statuses].sort()) };
}

function told({ method, path, headers, body, raw }: HostileRequest): string {
  if (raw !== null) return raw.toString('latin1');
  return `${method} ${path}\n${headers.join(' | ')}\n${body?.toString('utf8') ?? ''}`;
}

function problemOf(
  one: HostileRequest,
  { status, head, body, type }: HostileAnswer,
): string | null {
  const everything = `${head}\n${body}`;
  if (everything.includes(marker)) return 'something of another tenant was told';
  if (/^x-injected/im.test(head)) return 'a header was injected';
  if (status === null) return null;
  if (status < 400) return null;
  const failing = told(one).includes(fails);
  if (one.raw !== null || one.method === 'HEAD') {
    return status < 500 || failing ? null : `${String(status)} ${body.slice(0, 300)}`;
  }
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(body);
  } catch {
    // Said below.
  }
  const refusal = refusalSchema.safeParse(parsed);
  if (!refusal.success || !type.startsWith('application/json')) {
    return `${String(status)} is no refusal: ${type} ${body.slice(0, 300)}`;
  }
  const { code } = refusal.data;
  if (code === undefined && status < 500) return null;
  if (code === undefined || !gatewayErrorCodes.includes(code))
    return `“${code ?? ''}” is not in the list`;
  return status >= 500 && !(failing && ofUpstream.has(code)) ? `${String(status)} ${code}` : null;
}
