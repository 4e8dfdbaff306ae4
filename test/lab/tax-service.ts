import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import {
  type TaxDocument,
  type TaxQuoteRequest,
  taxDocument,
  taxDocumentVoid,
  taxQuoteRequest,
} from '../../functions/contracts/tax-service.ts';

/** A document as the service has taken it down. */
export interface TakenDocument {
  readonly document: TaxDocument;
  readonly voided?: z.infer<typeof taxDocumentVoid>;
}

/**
 * An external tax service, as strict as one can be: it turns away what is not of the contract, what has no token or the
 * wrong one, and another document under a known id. It charges 8 % on everything, and 0.25 a line besides.
 */
export interface TaxServicePeer {
  readonly url: string;
  readonly token: string;
  readonly quotes: TaxQuoteRequest[];
  readonly documents: Map<string, TakenDocument>;
  /** Every call that was let in, in order. */
  readonly calls: string[];
  /** Answers in the place of the service, until it is `undefined` again. */
  instead: ((response: ServerResponse, call: string) => void) | undefined;
  /** Comes back when what it has taken down is as wanted. */
  until(wanted: (documents: ReadonlyMap<string, TakenDocument>) => boolean): Promise<void>;
  stop(): Promise<void>;
}

type Answer = readonly [status: number, body: object];

const problem = (status: number, detail: string): Answer => [status, { detail }];

function cents(amount: string): number {
  return Math.round(Number(amount) * 100);
}

function decimal(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function quote({ lines }: TaxQuoteRequest, number: number): Answer {
  return [
    200,
    {
      quoteId: `quote-${number}`,
      lines: lines.map(({ lineId, amount }) => {
        const minor = cents(amount);
        const tax = Math.sign(minor) * Math.round(Math.abs(minor) * 0.08);
        return {
          lineId,
          taxes: [
            { name: 'Sales tax', rate: '8', amount: decimal(tax), jurisdiction: 'Springfield' },
            { name: 'Emergency call fee', rate: '0', amount: decimal(Math.sign(minor) * 25) },
          ],
        };
      }),
    },
  ];
}

function take(documents: Map<string, TakenDocument>, id: string, document: TaxDocument): Answer {
  if (document.documentId !== id) return problem(400, 'the document is another one than the address says');
  const known = documents.get(id);
  if (known !== undefined && JSON.stringify(known.document) !== JSON.stringify(document)) {
    return problem(409, 'another document has this id');
  }
  if (document.lines.some(({ item }) => item.includes('contraband'))) {
    return problem(422, 'contraband is not taxed here');
  }
  documents.set(id, { ...known, document });
  return [200, {}];
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString());
}

export async function startTaxService(): Promise<TaxServicePeer> {
  const token = 'token-of-the-simulated-service';
  const documents = new Map<string, TakenDocument>();
  const quotes: TaxQuoteRequest[] = [];
  const calls: string[] = [];

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { method, url = '', headers } = request;
    if (headers.authorization !== `Bearer ${token}`) return problem(401, 'no such token');
    if (headers['content-type'] !== 'application/json') return problem(415, 'JSON is wanted');
    const body = await bodyOf(request);
    if (method === 'POST' && url === '/tax/quotes') {
      const asked = taxQuoteRequest.safeParse(body);
      if (!asked.success) return problem(400, z.prettifyError(asked.error));
      quotes.push(asked.data);
      return quote(asked.data, quotes.length);
    }
    const [, id = '', isVoid] = /^\/tax\/documents\/([a-z]+_[a-z0-9]+)(\/void)?$/.exec(url) ?? [];
    if (method !== 'PUT' || id === '') return problem(404, `there is no ${method} ${url}`);
    if (isVoid === undefined) {
      const told = taxDocument.safeParse(body);
      return told.success ? take(documents, id, told.data) : problem(400, z.prettifyError(told.error));
    }
    const voided = taxDocumentVoid.safeParse(body);
    const known = documents.get(id);
    if (!voided.success) return problem(400, z.prettifyError(voided.error));
    if (known === undefined) return problem(404, 'no such document');
    documents.set(id, { ...known, voided: voided.data });
    return [200, {}];
  }

  const peer: Omit<TaxServicePeer, 'url' | 'until' | 'stop'> = {
    token,
    quotes,
    documents,
    calls,
    instead: undefined,
  };
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const call = `${request.method} ${request.url?.replace(/^\/tax\//, '')}`;
    calls.push(call);
    if (peer.instead !== undefined) {
      peer.instead(response, call);
      return;
    }
    answer(request).then(
      ([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
        for (const look of [...waiting]) look();
      },
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return Object.assign(peer, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tax`,
    until: (wanted: Parameters<TaxServicePeer['until']>[0]) =>
      new Promise<void>((found) => {
        const look = () => {
          if (!wanted(documents)) return;
          waiting.delete(look);
          found();
        };
        waiting.add(look);
        look();
      }),
    stop: () =>
      new Promise<void>((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  });
}
