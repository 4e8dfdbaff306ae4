import { getFigures, startFigures as startFiguresRoute } from '../../contracts/http/figures.ts';
import { getOverview } from '../../contracts/http/overview.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { startFigures } from '../../use-cases/count-figures.ts';
import { readFigures, showFigures } from '../../use-cases/read-figures.ts';
import { readOverview } from '../../use-cases/read-overview.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    getOverview,
    ({ context }, ports) => readOverview(ports, context),
    (overview) => ({ body: overview }),
  ),
  bind(
    getFigures,
    (_, ports) => readFigures(ports),
    (standing) => ({ body: showFigures(standing) }),
  ),
  bind(
    startFiguresRoute,
    ({ context }, ports) => startFigures(ports, context),
    (started) => ({ body: started }),
  ),
];
