import { ledgerProofStep } from '../../contracts/ledger-proof.ts';
import { now } from '../../runtime/clock.ts';
import { eventFeed, ids, lazily, ledgerBook, sessions, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { ledgerProofStepEnvironment } from '../../runtime/environments/ledger-proof-step.ts';
import {
  beginProof,
  breakProof,
  checkBatch,
  concludeProof,
  countDocuments,
  listSubjects,
} from '../../use-cases/ledger-proof.ts';

const env = environment(ledgerProofStepEnvironment);

const ports = lazily({
  store: () => store(env),
  ids,
  feed: () => eventFeed(env),
  ledgerBook: () => ledgerBook(env),
  sessions: () => sessions(env),
});

/** One step of a proof of the ledger, as its state machine asks for it. A throw is retried there. */
export async function handler(event: unknown): Promise<object> {
  const step = ledgerProofStep.parse(event);
  const context = { actor: { kind: 'system' as const, id: 'ledger-proof' }, now: now() };
  switch (step.step) {
    case 'begin':
      return beginProof(ports, step.execution, context);
    case 'count':
      return countDocuments(ports, step, context);
    case 'list':
      return listSubjects(ports, step);
    case 'check':
      await checkBatch(ports, step, context);
      return {};
    case 'conclude':
      await concludeProof(ports, step.proofId, context);
      return {};
    case 'fail':
      await breakProof(ports, step.proofId, step, context);
      return {};
  }
}
