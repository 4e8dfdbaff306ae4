import * as contract from '../../contracts/http/saved-views.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { keepView } from '../../use-cases/keep-view.ts';
import { listViews } from '../../use-cases/list-views.ts';
import { removeView } from '../../use-cases/remove-view.ts';
import { showView } from '../../use-cases/show-view.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.listSavedViews,
    ({ context }, ports) => listViews(ports, context),
    (views) => ({ body: { items: views.map(showView) } }),
  ),
  bind(
    contract.keepView,
    ({ body, context }, ports) => keepView(ports, body, context),
    (view) => ({ body: showView(view) }),
  ),
  bind(
    contract.removeView,
    ({ params, context }, ports) => removeView(ports, params.id, context),
    () => ({ body: undefined }),
  ),
];
