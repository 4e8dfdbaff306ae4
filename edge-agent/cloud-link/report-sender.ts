import type { ReportOutbox } from '../journal/report-outbox.ts';
import { createPatience } from './patience.ts';

/** Moves something of the outbox to the cloud; sends again what is not acknowledged, the cloud knows repeats. */
export interface Sender {
  /** The outbox has something new. */
  added(): void;
  connected(): void;
  disconnected(): void;
}

export interface ReportSender extends Sender {
  acknowledged(messageIds: readonly string[]): void;
}

const window = 64;

export function createReportSender(
  outbox: ReportOutbox,
  publish: (payload: string) => boolean,
  resendAfterMs: number,
): ReportSender {
  let online = false;
  let sent = 0;
  const open = new Set<string>();
  const patience = createPatience(resendAfterMs, () => {
    startOver();
    pump();
  });

  function startOver(): void {
    sent = 0;
    open.clear();
  }

  function pump(): void {
    if (!online) return;
    for (;;) {
      const waiting = open.size < window ? outbox.after(sent, window - open.size) : [];
      if (waiting.length === 0) break;
      for (const report of waiting) {
        if (!publish(report.payload)) return;
        sent = report.number;
        open.add(report.messageId);
      }
    }
    if (open.size > 0) patience.wait();
  }

  return {
    added: pump,
    connected() {
      online = true;
      startOver();
      pump();
    },
    disconnected() {
      online = false;
      patience.stop();
    },
    acknowledged(messageIds) {
      if (outbox.acknowledge(messageIds) === 0) return;
      for (const messageId of messageIds) open.delete(messageId);
      patience.answered(open.size > 0);
      pump();
    },
  };
}
