import * as contract from '../../contracts/http/documents.ts';
import type { Ports } from '../../ports/ports.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { exportInvoice } from '../../use-cases/export-invoice.ts';
import { printInvoice } from '../../use-cases/print-invoice.ts';
import { printProForma } from '../../use-cases/print-pro-forma.ts';
import { printStatement } from '../../use-cases/print-statement.ts';

type DocumentPorts = Pick<Ports, 'store' | 'answers' | 'ids' | 'printing' | 'archive' | 'eInvoices'>;

const handedOut = (body: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }) => ({ body });

/** Every route that answers a file. */
export const routes: readonly BoundRoute<DocumentPorts>[] = [
  bind(
    contract.printInvoice,
    ({ params }, ports: DocumentPorts) => printInvoice(ports, params.id),
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
];
