import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Button } from '../shared/button.tsx';
import { Frame } from './frame.tsx';
import { useHere } from './here.tsx';
import { Home } from './home.tsx';
import { Head, Skeleton, To } from './parts.tsx';

function NotFound() {
  const { words } = useHere();
  return (
    <div className="place narrow centre">
      <Head title={words.notFound} />
      <To to="/" className="button">
        {words.toHome}
      </To>
    </div>
  );
}

/** The code of a place could not be fetched, or is at fault. */
function Broken() {
  const { words } = useHere();
  return (
    <div className="place narrow centre">
      <Head title={navigator.onLine ? words.failed : words.offline} />
      <Button onPress={() => location.reload()}>{words.again}</Button>
    </div>
  );
}

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });

const place = (path: string, component: ReturnType<typeof lazyRouteComponent> | typeof Home) =>
  createRoute({ getParentRoute: () => root, path, component });

/** Each place but the first is a chunk of its own, fetched when somebody goes there. */
export const placesOf = (basepath: string) =>
  createRouter({
    basepath,
    routeTree: root.addChildren([
      place('/', Home),
      place(
        '/pay',
        lazyRouteComponent(() => import('./garden.tsx'), 'Garden'),
      ),
      place(
        '/service/$serviceId',
        lazyRouteComponent(() => import('./service.tsx'), 'Service'),
      ),
      place(
        '/help',
        lazyRouteComponent(() => import('./help.tsx'), 'Help'),
      ),
      place(
        '/help/$ticketId',
        lazyRouteComponent(() => import('./ticket.tsx'), 'Conversation'),
      ),
      place(
        '/you',
        lazyRouteComponent(() => import('./you.tsx'), 'You'),
      ),
      place(
        '/bills',
        lazyRouteComponent(() => import('./bills.tsx'), 'Bills'),
      ),
      place(
        '/bills/$invoiceId',
        lazyRouteComponent(() => import('./bill.tsx'), 'Bill'),
      ),
    ]),
    defaultPendingComponent: () => (
      <div className="place">
        <Skeleton lines={6} />
      </div>
    ),
    defaultErrorComponent: Broken,
    scrollRestoration: true,
  });
