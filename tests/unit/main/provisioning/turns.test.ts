import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../../src/main/provisioning/turns.ts';

/** Work that ends when told to. */
function held(log: string[], name: string) {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = async () => {
    log.push(name);
    await ended;
    return name;
  };
  return { work, end };
}

describe('turns', () => {
  it('go to so many at once, the lowest rank first and then as they came', async () => {
    const log: string[] = [];
    const turns = createTurns(2, 3);
    const [a, b] = [held(log, 'a'), held(log, 'b')];
    const running = [turns.take(2, a.work), turns.take(2, b.work)];
    const waiting = (['2x', '1x', '2y', '0x', '1y'] as const).map((name) =>
      turns.take(Number(name[0]), () => {
        log.push(name);
        return Promise.resolve(name);
      }),
    );
    expect(log).toEqual(['a', 'b']);
    a.end();
    expect(await Promise.all(waiting)).toEqual(['2x', '1x', '2y', '0x', '1y']);
    expect(log).toEqual(['a', 'b', '0x', '1x', '1y', '2x', '2y']);
    b.end();
    expect(await Promise.all(running)).toEqual(['a', 'b']);
  });

  it('pass a failure on and go on', async () => {
    const turns = createTurns(1, 1);
    const failing = turns.take(0, () => Promise.reject(new Error('no')));
    const next = turns.take(0, () => Promise.resolve('next'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('next');
  });

  it('have room as soon as nobody waits and one is free, what follows from it counted in', async () => {
    const log: string[] = [];
    const turns = createTurns(2, 1);
    await turns.room();
    const [slow, first, second] = [held(log, 'slow'), held(log, 'first'), held(log, 'second')];
    const runs = [
      turns.take(0, slow.work),
      turns.take(0, first.work).then(() => turns.take(0, second.work)),
    ];
    const room = turns.room().then(() => log.push('room'));
    first.end();
    await expect.poll(() => log).toContain('second');
    expect(log).not.toContain('room');
    second.end();
    await room;
    expect(log).toEqual(['slow', 'first', 'second', 'room']);
    slow.end();
    await Promise.all(runs);
  });
});
