import { staffId } from '../../contracts/staff.ts';
import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, lazily, staffDirectory, store } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { keepStaffEnvironment } from '../../runtime/environments/keep-staff.ts';
import { keepStaff } from '../../use-cases/keep-staff.ts';

const env = environment(keepStaffEnvironment);

/** Makes good what an API call that ended early left undone in the user pool. */
export const handler = consumer({
  name: 'keep-staff',
  types: subscriptions['keep-staff'],
  ports: lazily({
    store: () => store(env),
    checkpoints: () => checkpoints(env),
    staffDirectory: () => staffDirectory(env),
  }),
  handle: ({ data }, ports) => keepStaff(ports, staffId.parse(data['staffId'])),
});
