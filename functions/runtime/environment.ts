import type { z } from 'zod';

/**
 * The function's own variables, read once at its start. A missing or malformed one stops the cold start with its name;
 * its value stays out of the message.
 */
export function environment<S extends z.ZodType>(schema: S): z.output<S> {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`the environment of this function is not complete: ${problems.join('; ')}`);
}
