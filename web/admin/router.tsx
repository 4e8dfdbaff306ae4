import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { Failure } from '../shared/reading.tsx';
import { Page } from './parts.tsx';
import { places } from './places/index.ts';
import { Shell } from './shell.tsx';
import { words } from './words.ts';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => (
    <Page title="There is nothing at this address">
      <p>
        <Link to="/">Go to the beginning</Link>
      </p>
    </Page>
  ),
});

const routes = places.map(({ path, load }) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) }),
);

function Broken({ error, reset }: ErrorComponentProps) {
  const fault = error instanceof Error ? error : new Error(String(error));
  return (
    <Page title="This page broke">
      <Failure error={fault} words={words.reading} retry={reset} />
      <p className="code">{fault.message}</p>
    </Page>
  );
}

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: '/admin',
  defaultErrorComponent: Broken,
  defaultPendingComponent: () => (
    <p role="status" className="note">
      {words.reading.loading}
    </p>
  ),
  defaultPreload: 'intent',
});
