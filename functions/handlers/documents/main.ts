import { apiHandler } from '../../runtime/api/handler.ts';
import {
  answers,
  archive,
  eInvoices,
  ids,
  lazily,
  ledgerBook,
  printing,
  store,
  taxServices,
  usage,
} from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { documentsEnvironment } from '../../runtime/environments/documents.ts';
import { routes } from './routes.ts';

const env = environment(documentsEnvironment);

/** Routes of the API that answer a file: apart, so that the API itself starts without fonts and printing. */
export const handler = apiHandler({
  routes,
  ports: lazily({
    store: () => store(env),
    answers: () => answers(env),
    ledgerBook: () => ledgerBook(env),
    ids,
    printing,
    eInvoices,
    archive: () => archive(env),
    taxServices: () => taxServices(env),
    usage: () => usage(env),
  }),
});
