import * as contract from '../../contracts/http/documents.ts';
import * as dunning from '../../contracts/http/dunning.ts';
import * as ledger from '../../contracts/http/ledger.ts';
import * as proofs from '../../contracts/http/ledger-proofs.ts';
import * as portal from '../../contracts/http/portal.ts';
import * as usage from '../../contracts/http/usage.ts';
import type { Ports } from '../../ports/ports.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { exportHandOvers } from '../../use-cases/export-hand-overs.ts';
import { exportInvoice } from '../../use-cases/export-invoice.ts';
import { exportLedgerAccounts, exportLedgerEntries } from '../../use-cases/export-ledger.ts';
import { exportEveryUsageRecord, exportUsageRecords } from '../../use-cases/export-usage-records.ts';
import { printExplanation } from '../../use-cases/print-explanation.ts';
import { printInvoice } from '../../use-cases/print-invoice.ts';
import { printProForma } from '../../use-cases/print-pro-forma.ts';
import { printStatement } from '../../use-cases/print-statement.ts';
import { exportRevenueAssurance } from '../../use-cases/read-ledger-proofs.ts';
import { bindPortal } from '../api/bind-portal.ts';

type DocumentPorts = Pick<
  Ports,
  'store' | 'answers' | 'ids' | 'printing' | 'archive' | 'eInvoices' | 'ledgerBook' | 'taxServices' | 'usage'
>;

const handedOut = (body: {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly next?: string;
}) => ({ body });

/** Every route that answers a file. */
export const routes: readonly BoundRoute<DocumentPorts>[] = [
  bind(
    contract.printInvoice,
    ({ params }, ports: DocumentPorts) => printInvoice(ports, params.id),
    handedOut,
  ),
  bind(
    contract.printExplanation,
    ({ params }, ports: DocumentPorts) => printExplanation(ports, params.id),
    handedOut,
  ),
  bind(
    contract.exportInvoice,
    ({ params }, ports: DocumentPorts) => exportInvoice(ports, params.id),
    handedOut,
  ),
  bind(
    contract.printStatement,
    ({ params, query, context }, ports: DocumentPorts) => printStatement(ports, params.id, query, context),
    handedOut,
  ),
  bind(
    contract.printProForma,
    ({ params, query, context }, ports: DocumentPorts) => printProForma(ports, params.id, query.on, context),
    handedOut,
  ),
  bind(
    dunning.exportHandOvers,
    ({ query }, ports: DocumentPorts) => exportHandOvers(ports, query),
    handedOut,
  ),
  bind(
    ledger.exportLedgerAccounts,
    ({ query, context }, ports: DocumentPorts) => exportLedgerAccounts(ports, query, context),
    handedOut,
  ),
  bind(
    ledger.exportLedgerEntries,
    ({ query, context }, ports: DocumentPorts) => exportLedgerEntries(ports, query, context),
    handedOut,
  ),
  bind(
    usage.exportUsageRecords,
    ({ params, query, context }, ports: DocumentPorts) =>
      exportUsageRecords(ports, params.id, query, context),
    handedOut,
  ),
  bind(
    usage.exportEveryUsageRecord,
    ({ query, context }, ports: DocumentPorts) => exportEveryUsageRecord(ports, query, context),
    handedOut,
  ),
  bindPortal(
    portal.printMyInvoice,
    ({ params }, ports: DocumentPorts) => printInvoice(ports, params.invoiceId),
    handedOut,
  ),
  bindPortal(
    portal.printMyStatement,
    ({ params, query, context }, ports: DocumentPorts) =>
      printStatement(ports, params.accountId, query, context),
    handedOut,
  ),
  bind(proofs.exportRevenueAssurance, (_, ports: DocumentPorts) => exportRevenueAssurance(ports), handedOut),
];
