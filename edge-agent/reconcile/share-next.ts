/**
 * Many who want to know what a device shows at this moment share one question: whoever asks while one is under way gets the
 * next answer, for the one under way may be older than what was just done.
 */
export function shareNext<T>(ask: () => Promise<T>): () => Promise<T> {
  let asking: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  function begin(): Promise<T> {
    asking = ask().finally(() => {
      asking = undefined;
    });
    return asking;
  }
  return () => {
    if (asking === undefined) return begin();
    const then = () => {
      next = undefined;
      return begin();
    };
    next ??= asking.then(then, then);
    return next;
  };
}
