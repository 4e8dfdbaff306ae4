import { setTimeout as pause } from 'node:timers/promises';
import { silence, tapOn } from '../dialogue.ts';
import {
  openRouterConnection,
  type Reply,
  type RouterConnection,
  type RouterLogin,
  type RouterPatience,
} from './connection.ts';
import { LineFault, LoginRefused, RouterRefusal } from './faults.ts';
import type { RouterAddress } from './guarded-connector.ts';

export interface RouterLimits extends RouterPatience {
  /** Commands under way at once: a small router does one after the other anyhow. */
  readonly parallelRequests: number;
  readonly requestsPerSecond: number;
  /**
   * After a connection that failed, so long no new one is tried: otherwise a thousand services would each wait their full
   * time for a dead router, and a wrong password would fill its log.
   */
  readonly pauseMs: number;
}

/** A router that is connected to when there is something to say, and again when the line broke. */
export interface Router {
  /** Throws RouterRefusal, LineFault or LoginRefused. */
  ask(command: readonly string[]): Promise<Reply>;
  close(): void;
}

export function createRouter(address: RouterAddress, login: RouterLogin, limits: RouterLimits): Router {
  let open: RouterConnection | undefined;
  let opening: Promise<RouterConnection> | undefined;
  let failure: { readonly error: Error; readonly until: number } | undefined;
  let closed = false;
  let underWay = 0;
  let nextTurnAt = 0;
  const waiting: (() => void)[] = [];
  const tap = tapOn('routeros', address.host, address.port);

  async function turn(): Promise<void> {
    if (underWay < limits.parallelRequests) underWay++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    const now = performance.now();
    const at = Math.max(now, nextTurnAt);
    nextTurnAt = at + 1000 / limits.requestsPerSecond;
    if (at - now >= 1) await pause(at - now);
  }

  function giveTurn(): void {
    const next = waiting.shift();
    if (next === undefined) underWay--;
    else next();
  }

  function connect(): Promise<RouterConnection> {
    if (open !== undefined && !open.isOver) return Promise.resolve(open);
    if (opening !== undefined) return opening;
    if (closed) return Promise.reject(new LineFault('the node is no longer in use', false));
    if (failure !== undefined && performance.now() < failure.until) return Promise.reject(failure.error);
    opening = begin().finally(() => {
      opening = undefined;
    });
    return opening;
  }

  async function begin(): Promise<RouterConnection> {
    try {
      open = await openRouterConnection(address, login, limits);
      failure = undefined;
      if (closed) open.close();
      return open;
    } catch (error) {
      if (error instanceof LineFault || error instanceof LoginRefused) {
        failure = { error, until: performance.now() + limits.pauseMs };
      }
      throw error;
    }
  }

  return {
    async ask(command) {
      await turn();
      try {
        const reply = await (await connect()).talk(command);
        tap?.({ command }, reply);
        return reply;
      } catch (error) {
        const isRefusal = error instanceof RouterRefusal;
        tap?.({ command }, isRefusal ? { trap: error.message, category: error.category } : silence);
        throw error;
      } finally {
        giveTurn();
      }
    },
    close() {
      closed = true;
      open?.close();
    },
  };
}
