import type { ControlAnswer, ControlTarget, RadiusControl } from '../capabilities/radius-session-control.ts';

/**
 * A NAS that has just kept silent through all attempts is not waited for again at once: a thousand suspensions on a dead
 * NAS would otherwise each wait their full time, and the living would wait behind them. During the pause its requests are
 * answered as silent; they are tried anew later.
 */
export function createSilenceGuard(radius: RadiusControl, pauseMs: number): RadiusControl {
  const silentUntil = new Map<string, number>();

  async function ask(target: ControlTarget, send: () => Promise<ControlAnswer>): Promise<ControlAnswer> {
    const peer = `${target.host}:${target.port}`;
    const until = silentUntil.get(peer);
    if (until !== undefined && performance.now() < until) return { kind: 'silent', attempts: 0 };
    const answer = await send();
    if (answer.kind === 'silent') silentUntil.set(peer, performance.now() + pauseMs);
    else silentUntil.delete(peer);
    return answer;
  }

  return {
    disconnect: (target, names) => ask(target, () => radius.disconnect(target, names)),
    changeRate: (target, names, changes) => ask(target, () => radius.changeRate(target, names, changes)),
  };
}
