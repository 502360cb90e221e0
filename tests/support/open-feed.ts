import { get } from 'node:http';
import { z } from 'zod';

/** An answer of `_changes` that stays open. */
export interface OpenFeed {
  readonly name: string;
  /** What has come so far. */
  readonly text: () => string;
  /**
   * Resolves when it is over; `whole`: it ended as an answer does, and its connection was not just cut; `at`:
   * when, in milliseconds since 1970.
   */
  readonly ended: Promise<{ readonly whole: boolean; readonly at: number; readonly text: string }>;
  readonly abort: () => void;
}

const sequenceSchema = z.object({ last_seq: z.union([z.string(), z.number()]).transform(String) });

/** Opens one, of what comes from now on, and resolves when the first of its bytes have come. */
export async function openFeed(
  address: string,
  database: string,
  feed: {
    readonly kind: 'continuous' | 'longpoll' | 'eventsource';
    readonly token: string;
  },
): Promise<OpenFeed> {
  const { kind, token } = feed;
  const name = `${database} ${kind}`;
  const headers = { authorization: `Bearer ${token}` };
  const changes = `${address}/${database}/_changes`;
  const now = await fetch(`${changes}?since=now&limit=1`, { headers });
  const { last_seq: since } = sequenceSchema.parse(await now.json());
  return new Promise((resolve, reject) => {
    const request = get(
      `${changes}?feed=${kind}&since=${encodeURIComponent(since)}&heartbeat=100`,
      { headers },
      (answer) => {
        let text = '';
        const ended = new Promise<{ whole: boolean; at: number; text: string }>((done) => {
          answer.once('close', () => {
            done({ whole: answer.complete, at: Date.now(), text });
          });
        });
        answer.on('error', () => undefined);
        answer.setEncoding('utf8');
        answer.on('data', (piece: string) => {
          text += piece;
          const { statusCode = 0 } = answer;
          if (statusCode !== 200) reject(new Error(`${name}: ${String(statusCode)} ${text}`));
          resolve({
            name,
            text: () => text,
            ended,
            abort: () => {
              request.destroy();
            },
          });
        });
      },
    );
    request.on('error', reject);
  });
}
