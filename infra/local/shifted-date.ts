/**
 * Replaces the global `Date` by one whose present is shifted by `offset()` milliseconds. Only the present: dates made
 * from a value, timers and `performance` stay as they are.
 */
export function shiftDate(offset: () => number): void {
  const RealDate = Date;
  const now = (): number => RealDate.now() + offset();
  const ShiftedDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
  RealDate.prototype.constructor = ShiftedDate;
  globalThis.Date = ShiftedDate;
}
