import { listDeadLetters, replayDeadLetters } from '../../contracts/http/dead-letters.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { listDeadLetters as list } from '../../use-cases/list-dead-letters.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    listDeadLetters,
    ({ query }, ports) => list(ports, query.consumer),
    (letters) => ({ body: { items: [...letters] } }),
  ),
  bind(
    replayDeadLetters,
    ({ params }, { deadLetters }) => deadLetters.replay(params.consumer),
    (replayed) => ({ body: { replayed } }),
  ),
];
