import * as contract from '../../contracts/http/notifications.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import {
  previewNotice,
  readNoticeTemplate,
  readNoticeTemplates,
  resetNoticeTemplate,
  setNoticeTemplate,
} from '../../use-cases/notice-templates.ts';
import {
  readNoticePreferences,
  restoreFailingAddress,
  setNoticePreferences,
} from '../../use-cases/set-notice-preferences.ts';
import {
  showNoticePreferences,
  showNoticeTemplate,
  showNoticeTemplates,
} from '../../use-cases/show-notifications.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.listNoticeTemplates,
    (_, ports) => readNoticeTemplates(ports),
    (stored) => ({ body: { items: showNoticeTemplates(stored?.state) }, version: stored?.version ?? 0 }),
  ),
  bind(
    contract.getNoticeTemplate,
    ({ params }, ports) => readNoticeTemplate(ports, params),
    showNoticeTemplate,
  ),
  bind(
    contract.setNoticeTemplate,
    ({ params, body, context }, ports) => setNoticeTemplate(ports, params, body, context),
    showNoticeTemplate,
  ),
  bind(
    contract.resetNoticeTemplate,
    ({ params, context }, ports) => resetNoticeTemplate(ports, params, context),
    showNoticeTemplate,
  ),
  bind(
    contract.previewNotice,
    ({ params, body }, ports) => previewNotice(ports, params, body.template),
    (composed) => ({ body: composed }),
  ),
  bind(
    contract.getNoticePreferences,
    ({ params }, ports) => readNoticePreferences(ports, params.id),
    versioned(showNoticePreferences),
  ),
  bind(
    contract.setNoticePreferences,
    ({ params, body, context }, ports) => setNoticePreferences(ports, params.id, body.preferences, context),
    versioned(showNoticePreferences),
  ),
  bind(
    contract.restoreAddress,
    ({ params, context }, ports) => restoreFailingAddress(ports, params.id, params.address, context),
    versioned(showNoticePreferences),
  ),
];
