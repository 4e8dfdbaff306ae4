import { createAaa } from '../../../edge-agent/aaa/aaa.ts';
import type { RecordAccounting } from '../../../edge-agent/aaa/accounting-batches.ts';
import { nasClient, nasDirectory } from '../../../edge-agent/aaa/nas.ts';
import { createAaaAccess } from '../../../edge-agent/capabilities/aaa-access.ts';
import { mikrotikDialect } from '../../../edge-agent/capabilities/radius-dialect.ts';
import { openStore } from '../../../edge-agent/journal/store.ts';
import { grantOf } from '../../../edge-agent/reconcile/grant.ts';
import { recordAccounting } from '../../../edge-agent/reconcile/record-accounting.ts';
import { desiredOf, passwordOf, secret, serviceCount } from './subscribers.ts';

/**
 * The server under test, a process of its own. Argument: the folder of the agent's store, which then holds the services
 * and takes the accounting; without it accounting is kept in memory only. Tells its ports, and its CPU time in
 * microseconds whenever it is asked.
 */
const [folder] = process.argv.slice(2);
const access = createAaaAccess(() => Promise.resolve({ reachable: false, steps: [] }));
const services = Array.from({ length: serviceCount }, (_, i) => ({
  desired: desiredOf(i),
  password: passwordOf(i),
}));
for (const service of services) access.apply(service);

const aaa = createAaa({
  lookup: access.lookup,
  nas: nasDirectory([
    {
      address: '127.0.0.1',
      nas: nasClient({ nodeId: 'nod_0', dialect: mikrotikDialect('walled-garden'), secret }),
    },
  ]),
  recordAccounting: folder === undefined ? () => undefined : durably(folder),
  now: Date.now,
  onFault: (fault) => {
    throw fault;
  },
});
const { auth, acct } = await aaa.listen({ host: '127.0.0.1', authPort: 0, acctPort: 0 });
process.on('message', (message) => {
  if (message === 'usage') {
    const { user, system } = process.cpuUsage();
    process.send!({ cpuMicroseconds: user + system, rss: process.memoryUsage.rss(), stats: aaa.stats });
  }
});
process.send!({ auth: auth.port, acct: acct.port });

/** As the agent does it: records, sessions and what they mean for drift, in one transaction per batch. */
function durably(dataDir: string): RecordAccounting {
  const store = openStore(dataDir);
  store.transaction(() => {
    for (const service of services) store.replica.put(service, grantOf(service.desired));
  });
  return (batch) => {
    recordAccounting(store, batch, Date.now());
  };
}
