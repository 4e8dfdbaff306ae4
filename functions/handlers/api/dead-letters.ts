import { listDeadLetters, replayDeadLetters } from '../../contracts/http/dead-letters.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    listDeadLetters,
    ({ query }, { deadLetters }) => deadLetters.list(query.consumer),
    (letters) => ({ body: { items: [...letters] } }),
  ),
  bind(
    replayDeadLetters,
    ({ params }, { deadLetters }) => deadLetters.replay(params.consumer),
    (replayed) => ({ body: { replayed } }),
  ),
];
