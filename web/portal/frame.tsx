import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { ActionMenu } from '../shared/controls.tsx';
import { logoAddress } from './brand.ts';
import { useHere } from './here.tsx';
import { Icon, type IconName } from './icons.tsx';
import { To } from './parts.tsx';

function watchNetwork(tell: () => void): () => void {
  for (const change of ['online', 'offline']) window.addEventListener(change, tell);
  return () => {
    for (const change of ['online', 'offline']) window.removeEventListener(change, tell);
  };
}

/** What is around every place: whose portal it is, which account is looked at, and the ways to the first places. */
export function Frame() {
  const { words, brand, account, accounts, turnTo } = useHere();
  const isOnline = useSyncExternalStore(watchNetwork, () => navigator.onLine);
  const { pathname } = useLocation();
  const content = useRef<HTMLElement>(null);
  const place = useRef(pathname);
  useEffect(() => {
    // What was pressed to come here is gone: who goes by the keyboard or listens goes on at the new place.
    if (place.current !== pathname) content.current?.focus({ preventScroll: true });
    place.current = pathname;
  }, [pathname]);
  const places: readonly (readonly [string, IconName, string])[] = [
    ['/', 'home', words.home],
    ['/bills', 'bills', words.bills],
    ['/help', 'help', words.help],
    ['/you', 'you', words.you],
  ];
  return (
    <div className="app">
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <header className="bar">
        <To to="/" className="brand">
          {brand.logo === undefined ? (
            <span className="initial" aria-hidden="true">
              {[...brand.name][0]?.toUpperCase()}
            </span>
          ) : (
            <img src={logoAddress(brand.logo)} alt="" />
          )}
          <bdi>{brand.name}</bdi>
        </To>
        {accounts.length > 1 && (
          <ActionMenu
            label={<bdi className="cut">{account.name}</bdi>}
            actions={accounts.map(({ accountId, name, number }) => ({
              id: accountId,
              label: `${name} · ${number}`,
              run: () => turnTo(accountId),
            }))}
          />
        )}
      </header>
      <nav className="places" aria-label={words.navigation}>
        {places.map(([to, icon, name]) => (
          <To key={to} to={to}>
            <Icon name={icon} />
            {name}
          </To>
        ))}
      </nav>
      {/* Another account is another world: nothing that was read for the one may show in the other. */}
      <main id="content" tabIndex={-1} key={account.accountId} ref={content}>
        {!isOnline && (
          <p role="status" className="note warn offline">
            {words.offline}
          </p>
        )}
        <Outlet />
      </main>
    </div>
  );
}
