import { z } from 'zod';
import type { Memory } from './memory.ts';

/** A simulated device at work, as people and tests see it over HTTP. */
export interface Gear {
  /** Where it listens for the agent. */
  readonly port: number;
  /** What a node's settings must say of it besides address and port. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** What it can be told, by the last part of the address: `POST <control>/dial`. */
  readonly orders: Readonly<Record<string, Order>>;
  /** What can be seen of it: `GET <control>/sessions`. No secret is among it. */
  readonly views: Readonly<Record<string, () => unknown>>;
  close(): Promise<void>;
}

export type Order = (body: unknown) => unknown;

/** An order whose body is read before it is carried out. */
export function order<S extends z.ZodType>(body: S, act: (body: z.output<S>) => unknown): Order {
  return (given) => act(body.parse(given));
}

/** An order that takes nothing. */
export const plain = (act: () => unknown): Order => order(z.strictObject({}), act);

export interface Place {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly memory?: Memory;
}

/** One kind of simulated device: a file of the folder gear/, named after the driver that it is for. */
export interface GearModel {
  open(given: unknown, place: Place): Promise<Gear>;
}

/** `given`: the credentials that it wants to hear, and what else is to be known of its surroundings. */
export function defineGear<S extends z.ZodType>(model: {
  readonly given: S;
  open(given: z.output<S>, place: Place): Promise<Gear>;
}): GearModel {
  return { open: async (given, place) => model.open(model.given.parse(given), place) };
}
