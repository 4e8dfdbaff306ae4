const atOnce = 16;

/** Asks for every item, some at a time; the answers are in the order of the items. */
export async function sideBySide<T, R>(
  items: readonly T[],
  ask: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const answers = new Array<R>(items.length);
  let next = 0;
  async function work(): Promise<void> {
    for (let i = next++; i < items.length; i = next++) answers[i] = await ask(items[i] as T);
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return answers;
}
