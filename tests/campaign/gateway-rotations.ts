import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createTransport } from '../../src/couch/create-transport.ts';
import { apply } from '../../src/main/provisioning/apply.ts';
import { observe } from '../../src/main/provisioning/observe.ts';
import { signingKeySchema } from '../../src/shared/documents/signing-key.ts';
import { desired } from '../../src/shared/planning/desired.ts';
import { makePlan } from '../../src/shared/planning/make-plan.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { emptySnapshot } from '../support/empty-snapshot.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';
import { systemClock } from '../support/registry-samples.ts';
import { startProgram, type BuiltProgram } from '../support/run-program.ts';
import { wholeGateways, type WholeGateway } from '../support/whole-gateway.ts';

const seenSchema = z.object({
  requests: z.number(),
  perSecond: z.number(),
  kids: z.number(),
  rejected: z.array(z.string()),
});

export interface RotationsSeen extends z.output<typeof seenSchema> {
  readonly rotations: number;
}

/**
 * Two gateways with one registry, whose signing keys are replaced in turn while both are asked all the time
 * from another process. The console's own plan installs the keys and takes them away.
 */
export async function playRotations(options: {
  readonly rotations: number;
  readonly perSecond: number;
  /** At least so long, however quick the rotations are. */
  readonly seconds: number;
  /** `tests/support/programs/rotation-load.ts`, built. */
  readonly load: BuiltProgram;
  readonly note?: (line: string) => void;
}): Promise<RotationsSeen> {
  const { rotations, perSecond, seconds, load, note = () => undefined } = options;
  const server = await startOwnCouchDb();
  const scene = await wholeGateways(server);
  const applier = startApplier(server, scene);
  try {
    const one = await scene.start('g1');
    const two = await scene.start('g2', { issuer: one.address });
    const tenant = await scene.tenant('acme');
    const { key } = await scene.token(one, tenant);
    const child = startProgram(load, [], {
      env: {
        ROTATION_LOAD: JSON.stringify({
          gateways: [one.address, two.address],
          couchdb: server.url,
          database: `shop_${tenant.key}_products`,
          apiKey: key,
          perSecond,
        }),
      },
    });
    const begun = performance.now();
    await child.until(() => child.lines.includes('going'));
    for (let round = 0; round < rotations; round += 1) {
      const [gateway, name] = round % 2 === 0 ? [one, 'g1'] : [two, 'g2'];
      const before = await activeOf(scene, name);
      await gateway.rotate();
      await scene.until(async () => {
        if ((await activeOf(scene, name)) === before) throw new Error('signs as before');
      });
      note(`${String(round + 1)}/${String(rotations)} rotations`);
    }
    const left = begun + seconds * 1000 - performance.now();
    if (left > 0) await sleep(left);
    child.kill('SIGTERM');
    await child.ended;
    const seen = seenSchema.parse(JSON.parse(child.lines.at(-1) ?? ''));
    return { ...seen, rotations };
  } finally {
    await applier.stop();
    await scene.end();
    await server.stop();
  }
}

async function activeOf(scene: WholeGateway, gateway: string): Promise<string | undefined> {
  const keys = await scene.keys();
  return keys.find((key) => key.gateway === gateway && key.state === 'active')?.kid;
}

/** What a console does that applies by itself: plans for the keys in the registry, and applies. */
function startApplier(
  server: CouchDbServer,
  scene: WholeGateway,
): { readonly stop: () => Promise<void> } {
  const transport = createTransport({
    url: server.url,
    credentials: server,
    clock: systemClock,
    random: Math.random,
  });
  const state = { going: true };
  const run = async (): Promise<void> => {
    while (state.going) {
      const keys = (await scene.keys()).map((key) => signingKeySchema.parse(key));
      const signingKeys = new Map(keys.map((key) => [key.kid, key]));
      const spec = desired({ ...emptySnapshot, signingKeys }, 'server_none');
      const plan = makePlan({
        id: randomUUID(),
        madeAt: systemClock.now().toISOString(),
        registrySeq: 1,
        spec,
        state: await observe(transport, spec),
        drift: [],
        wishes: new Map(),
      });
      if (plan.operations.length > 0) {
        await apply(transport, plan, { clock: systemClock, mayGoOn: () => null });
      }
      await sleep(100);
    }
  };
  const running = run();
  // It fails where it is waited for.
  running.catch(() => undefined);
  return {
    stop: async () => {
      state.going = false;
      await running.finally(() => transport.close());
    },
  };
}
