import type { Contract, ConsoleClient, Domain } from './contract.ts';
import type { Envelope } from './envelope.ts';
import type { ConsoleEvents, EventName } from './events.ts';

type Enveloped<Call> = Call extends (...argument: infer A) => Promise<infer Result>
  ? (...argument: A) => Promise<Envelope<Result>>
  : never;

/**
 * What the preload puts at `window.mycouch`: every call of the contract, answering an envelope (an Error
 * does not survive the crossing with its code), and `on` for the events. Nothing else.
 */
export type WindowBridge = {
  readonly [D in Domain]: {
    readonly [C in keyof Contract[D]]: Enveloped<ConsoleClient[D][C]>;
  };
} & {
  /** Calls the listener with the payload alone; answers a function that ends the subscription. */
  readonly on: <E extends EventName>(
    event: E,
    listener: (payload: ConsoleEvents[E]) => void,
  ) => () => void;
};
