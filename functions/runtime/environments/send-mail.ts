import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/send-mail.ts. */
export const sendMailEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  MAIL_FROM: variables.mailFrom,
});
