import * as z from 'zod';

/**
 * Every variable that a function may be given, declared once. `environments/<function>.ts` picks those of one function;
 * the handler reads them and the CDK app must set them.
 */

const text = z.string().min(1);

function json<S extends z.ZodType>(schema: S) {
  return text.transform((value, context): z.output<S> => {
    const parsed = schema.safeParse(readJson(value));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: `must be JSON: ${z.prettifyError(parsed.error)}` });
    return z.NEVER;
  });
}

function readJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** Name of the one table. */
export const tableName = text;

/** Bucket of the files that were handed out. */
export const documentsBucket = text;

/** Name of the bus that all events go to. */
export const eventBusName = text;

/** Secret that holds the key under which write-only values are sealed; see functions/adapters/secrets/sealing-key.ts. */
export const sealingSecretArn = text;

/** State machines by name: `{"activate-service": "arn:…", …}`. */
export const stateMachineArns = json(z.record(z.string(), text));

/** Queues of the consumers by name: `{"send-notices": {"queueUrl": "…", "deadLetterUrl": "…"}, …}`. */
export const consumerQueues = json(z.record(z.string(), z.object({ queueUrl: text, deadLetterUrl: text })));
export type ConsumerQueues = z.output<typeof consumerQueues>;

/** IoT thing type and policy of a site's agent. */
export const agentThingType = text;
export const agentPolicyName = text;

/** Sender of all mail; SES must have verified it. */
export const mailFrom = text;
/** Of SES: what it says of each message goes where this says. */
export const mailConfigurationSet = text;

/** Hours between two comparisons of a site that nobody asked for, where the site has no setting of its own. */
export const comparisonHours = text
  .regex(/^\d{1,3}$/, 'must be a number of hours')
  .transform(Number)
  .refine((hours) => hours >= 1, 'must be at least 1');

/** FIFO queue of the deliveries to webhook endpoints. */
export const webhookQueueUrl = text;

/** Whether webhooks and a tax service may be at 127.0.0.1, as on a machine where they are tried out. */
export const webhookLoopback = text.pipe(z.enum(['allowed', 'refused']));

/** User pool in which people sign in to the portal. */
export const subscriberPoolId = text;

/** User pool in which staff sign in. */
export const staffPoolId = text;
