import type { AccountingOutbox } from '../journal/accounting-outbox.ts';
import { createPatience } from './patience.ts';
import type { Sender } from './report-sender.ts';

export interface AccountingSender extends Sender {
  acknowledged(epoch: string, through: number): void;
}

export interface AccountingSenderSettings {
  readonly siteId: string;
  /** A record waits this long for others, so that a busy site sends full batches and a quiet one is not late. */
  readonly delayMs: number;
  readonly resendAfterMs: number;
  /** The store was set back behind what the cloud holds; accounting goes on in a new epoch. */
  readonly onSetBack: () => void;
}

const batchRecords = 100;
/** AWS IoT takes 128 KB per message; the envelope around the records fits in the rest. */
const batchOctets = 120_000;
const window = 4;

export function createAccountingSender(
  outbox: AccountingOutbox,
  publish: (payload: string) => boolean,
  settings: AccountingSenderSettings,
): AccountingSender {
  let online = false;
  /** The highest sequence sent, and the ends of the batches that wait for their acknowledgement. */
  let sent = 0;
  let open: number[] = [];
  /** Whether what is left may go in a batch that is not full. */
  let due = true;
  let delay: NodeJS.Timeout | undefined;
  const patience = createPatience(settings.resendAfterMs, () => {
    startOver();
    pump();
  });

  function startOver(): void {
    sent = 0;
    open = [];
    due = true;
  }

  function pump(): void {
    if (!online) return;
    while (open.length < window) {
      const left = outbox.lastSequence() - sent;
      if (left <= 0) {
        due = false;
        break;
      }
      if (left < batchRecords && !due) {
        delay ??= setTimeout(() => {
          delay = undefined;
          due = true;
          pump();
        }, settings.delayMs);
        break;
      }
      const batch = outbox.batchAfter(sent, { records: batchRecords, octets: batchOctets });
      if (batch === undefined) {
        sent = outbox.lastSequence();
        continue;
      }
      const envelope = JSON.stringify({ siteId: settings.siteId, epoch: batch.epoch });
      if (!publish(`${envelope.slice(0, -1)},"records":${batch.records}}`)) return;
      sent = batch.through;
      open.push(batch.through);
    }
    if (open.length > 0) patience.wait();
  }

  return {
    added() {
      // Called for every record: while a batch gathers or the window is full there is nothing to do.
      if (delay === undefined && open.length < window) pump();
    },
    connected() {
      online = true;
      startOver();
      pump();
    },
    disconnected() {
      online = false;
      clearTimeout(delay);
      delay = undefined;
      patience.stop();
    },
    acknowledged(epoch, through) {
      const answer = outbox.acknowledge(epoch, through);
      if (answer === 'other-epoch') return;
      if (answer === 'reset') {
        settings.onSetBack();
        startOver();
      }
      const before = open.length;
      open = open.filter((end) => end > through);
      if (open.length < before || answer === 'reset') patience.answered(open.length > 0);
      pump();
    },
  };
}
