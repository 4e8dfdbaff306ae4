import type { Recording } from '../../../edge-agent/recording/recording.ts';

/** The dialogue of one line, as a peer plays it: each answer once, to the request that it was recorded for. */
export interface Script<R, A> {
  /** Undefined when the request was not recorded, or was answered already; that is noted. */
  answerTo(asked: string, fits: (recorded: R) => boolean): A | undefined;
  readonly problems: readonly string[];
}

/** A device that is played from a recording. */
export interface ReplayPeer {
  readonly port: number;
  /** Settings and credentials with which the driver comes to it. */
  readonly settings?: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

export function scriptOf<R, A>({ dialogue, lines }: Recording, line: number): Script<R, A> {
  const open = dialogue
    .filter((exchange) => exchange.line === line)
    .map(({ request, answer }) => ({ request: request as R, answer: answer as A }));
  const unasked: string[] = [];
  const where = `${lines[line]?.protocol} line ${line}`;
  return {
    answerTo(asked, fits) {
      const at = open.findIndex(({ request }) => fits(request));
      if (at >= 0) return open.splice(at, 1)[0]!.answer;
      unasked.push(`${where}: the driver asked what is not recorded: ${asked}`);
      return undefined;
    },
    get problems() {
      const left = open.map(({ request }) => `${where}: not asked any more: ${JSON.stringify(request)}`);
      return [...unasked, ...left];
    },
  };
}

export function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
