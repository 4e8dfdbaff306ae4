import type { Endpoints } from '../client.ts';

export type SiteEndpoint = Endpoints['sites'][number];
export type GearEndpoint = SiteEndpoint['gear'][number];

/** The simulated device of a site that answers to a driver. */
export function gearOf(site: SiteEndpoint, driver: string): GearEndpoint {
  const gear = site.gear.find((one) => one.driver === driver);
  if (gear === undefined) {
    throw new Error(
      `site ${site.siteId} has no simulated ${driver}: the story needs a site with one (npm start -- --fresh --data DIR)`,
    );
  }
  return gear;
}

/** Tells a simulated device what happens around it: a subscriber comes, an ONU is plugged in, staff changes something. */
export async function tell<T = unknown>(
  { control }: { readonly control: string },
  what: string,
  body: object = {},
): Promise<T> {
  const answer = await fetch(`${control}/${what}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${control}/${what} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

export async function view<T>({ control }: { readonly control: string }, what: string): Promise<T> {
  const answer = await fetch(`${control}/${what}`);
  if (!answer.ok) throw new Error(`${control}/${what} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
