import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/api/main.ts. */
export const apiEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  DOCUMENTS_BUCKET: variables.documentsBucket,
  SEALING_SECRET_ARN: variables.sealingSecretArn,
  STATE_MACHINE_ARNS: variables.stateMachineArns,
  CONSUMER_QUEUES: variables.consumerQueues,
  WEBHOOK_QUEUE_URL: variables.webhookQueueUrl,
  WEBHOOK_LOOPBACK: variables.webhookLoopback,
  SUBSCRIBER_POOL_ID: variables.subscriberPoolId,
  STAFF_POOL_ID: variables.staffPoolId,
  AGENT_THING_TYPE: variables.agentThingType,
  AGENT_POLICY_NAME: variables.agentPolicyName,
});
