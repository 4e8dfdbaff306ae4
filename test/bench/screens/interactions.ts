import type { Page } from 'playwright-core';

/** The least that browsers tell of, in milliseconds. */
const leastTold = 16;

/**
 * How long each interaction takes until the next frame shows it, worst event of each. Runs in the page, hence as text: it
 * waits two frames, after which the browser has told of whatever took longer than the least.
 */
const observe = `
  globalThis.__told = [];
  new PerformanceObserver((list) => {
    for (const { duration, interactionId } of list.getEntries()) if (interactionId) __told.push(duration);
  }).observe({ type: 'event', durationThreshold: ${leastTold}, buffered: false });
`;
const settle = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))
  .then(() => __told.splice(0))`;

export async function latencies(
  page: Page,
  play: (once: (interaction: () => Promise<unknown>) => Promise<void>) => Promise<void>,
): Promise<readonly number[]> {
  await page.evaluate(observe);
  const times: number[] = [];
  await play(async (interaction) => {
    await interaction();
    const told = (await page.evaluate(settle)) as readonly number[];
    times.push(Math.max(leastTold, ...told));
  });
  return times;
}

const watch = `
  globalThis.__frames = [];
  globalThis.__watches = true;
  let before = performance.now();
  const frame = (now) => {
    __frames.push(now - before);
    before = now;
    if (__watches) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
`;

/** How far apart frames are while something is played. */
export async function watchFrames(page: Page, play: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate(watch);
  await play();
  return (await page.evaluate('(__watches = false, __frames)')) as readonly number[];
}
