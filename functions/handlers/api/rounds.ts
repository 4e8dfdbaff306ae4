import * as contract from '../../contracts/http/rounds.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { cancelRound } from '../../use-cases/cancel-round.ts';
import { pauseRound } from '../../use-cases/pause-round.ts';
import { listRounds, previewMessage, readRound } from '../../use-cases/read-rounds.ts';
import { requestRound } from '../../use-cases/request-round.ts';
import { resumeRound } from '../../use-cases/resume-round.ts';
import { showRound } from '../../use-cases/show-round.ts';
import { startRound } from '../../use-cases/start-round.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.requestRound,
    ({ body, context }, ports) => requestRound(ports, body, context),
    versioned(showRound),
  ),
  bind(
    contract.listRounds,
    ({ query }, ports) => listRounds(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showRound) } }),
  ),
  bind(
    contract.getRound,
    ({ params }, ports) => readRound(ports, params.id),
    ({ round, found }) => ({ body: { ...showRound(round), found: [...found] }, version: round.version }),
  ),
  bind(
    contract.previewMessage,
    ({ params, query }, ports) => previewMessage(ports, params.id, query.subscriberId),
    (message) => ({ body: message }),
  ),
  bind(
    contract.startRound,
    ({ params, context }, ports) => startRound(ports, params.id, context),
    versioned(showRound),
  ),
  bind(
    contract.pauseRound,
    ({ params, context }, ports) => pauseRound(ports, params.id, context),
    versioned(showRound),
  ),
  bind(
    contract.resumeRound,
    ({ params, context }, ports) => resumeRound(ports, params.id, context),
    versioned(showRound),
  ),
  bind(
    contract.cancelRound,
    ({ params, context }, ports) => cancelRound(ports, params.id, context),
    versioned(showRound),
  ),
];
