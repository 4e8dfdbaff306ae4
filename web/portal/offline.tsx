import { useEffect } from 'react';
import { Button } from '../shared/button.tsx';
import type { PortalBrand } from '../shared/routes.ts';
import type { Words } from './words/english.ts';

const key = 'throughline.brand';

/** The operator's own face is no secret: it is all that is shown of before when there is no network. */
export const keepBrand = (brand: PortalBrand): void => localStorage.setItem(key, JSON.stringify(brand));

export function keptBrand(): PortalBrand | undefined {
  const kept = localStorage.getItem(key);
  return kept === null ? undefined : (JSON.parse(kept) as PortalBrand);
}

/** Nothing was answered. `fetch` says so by a `TypeError`, each browser in its own words. */
export const isOffline = (error: unknown): boolean =>
  !navigator.onLine || (error instanceof TypeError && /fetch|network|load failed/i.test(error.message));

/** What stands where the portal would: whose it is, that there is no network, and how to reach them all the same. */
export function Offline({
  words,
  brand,
}: {
  readonly words: Words;
  readonly brand: PortalBrand | undefined;
}) {
  useEffect(() => {
    const again = () => location.reload();
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, []);
  return (
    <main className="place narrow centre">
      {brand !== undefined && (
        <p className="soft">
          <bdi>{brand.name}</bdi>
        </p>
      )}
      <h1>{words.offline}</h1>
      <p className="soft" role="status">
        {words.offlineWhy}
      </p>
      {brand?.phone !== undefined && (
        <p>
          {words.reach}:{' '}
          <a href={`tel:${brand.phone}`}>
            <bdi>{brand.phone}</bdi>
          </a>
        </p>
      )}
      <Button onPress={() => location.reload()}>{words.again}</Button>
    </main>
  );
}
