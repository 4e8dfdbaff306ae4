import { type AccountingOutbox, createAccountingOutbox } from './accounting-outbox.ts';
import { type AuditMemory, createAuditMemory } from './audit-memory.ts';
import { openDatabase } from './database.ts';
import { createDeviceHolds, type DeviceHolds } from './device-holds.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { createMessageJournal, type MessageJournal } from './message-journal.ts';
import { createReplica, type Replica } from './replica.ts';
import { createReportOutbox, type ReportOutbox } from './report-outbox.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';
import { type ConfigurationStore, createConfigurationStore } from './site-configuration.ts';
import { createWaitingOnus, type WaitingOnus } from './waiting-onus.ts';

/** Everything that the agent must still know after a kill. */
export interface Store {
  readonly replica: Replica;
  readonly deviceHolds: DeviceHolds;
  readonly journal: MessageJournal;
  readonly reports: ReportOutbox;
  readonly accounting: AccountingOutbox;
  readonly sessions: SessionStore;
  readonly configuration: ConfigurationStore;
  readonly audit: AuditMemory;
  readonly waitingOnus: WaitingOnus;
  transaction<T>(work: () => T): T;
  readonly groupCommit: GroupCommit;
  close(): void;
}

export function openStore(dataDir: string): Store {
  const database = openDatabase(dataDir);
  return {
    replica: createReplica(database),
    deviceHolds: createDeviceHolds(database),
    journal: createMessageJournal(database),
    reports: createReportOutbox(database),
    accounting: createAccountingOutbox(database),
    sessions: createSessionStore(database),
    configuration: createConfigurationStore(database),
    audit: createAuditMemory(database),
    waitingOnus: createWaitingOnus(database),
    transaction: database.transaction,
    groupCommit: createGroupCommit(database),
    close: database.close,
  };
}
