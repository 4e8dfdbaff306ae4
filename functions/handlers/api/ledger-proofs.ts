import * as contract from '../../contracts/http/ledger-proofs.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { byWhom } from '../../use-cases/by-whom.ts';
import { startLedgerProof } from '../../use-cases/ledger-proof.ts';
import {
  listLedgerProofs,
  listProofDifferences,
  readLedgerProof,
  readRevenueAssurance,
  showLedgerProof,
  showProofDifference,
  showRevenueAssurance,
} from '../../use-cases/read-ledger-proofs.ts';
import { shownByWhom } from './by-whom.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.startLedgerProof,
    ({ context }, ports) => startLedgerProof(ports, context),
    (proof) => ({ body: showLedgerProof(proof) }),
  ),
  bind(
    contract.listLedgerProofs,
    ({ query }, ports) => listLedgerProofs(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showLedgerProof) } }),
  ),
  bind(
    contract.getLedgerProof,
    ({ params }, ports) => readLedgerProof(ports, params.id),
    (proof) => ({ body: showLedgerProof(proof) }),
  ),
  bind(
    contract.listProofDifferences,
    ({ params, query }, ports) =>
      byWhom(ports, listProofDifferences(ports, params.id, query), ({ subscriberId }) => subscriberId),
    shownByWhom(showProofDifference),
  ),
  bind(
    contract.getRevenueAssurance,
    (_, ports) => readRevenueAssurance(ports),
    (report) => ({ body: showRevenueAssurance(report) }),
  ),
];
