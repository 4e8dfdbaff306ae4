import * as z from 'zod';
import { functionsOf } from '../engines/lambda.ts';
import { defineResource } from '../stack.ts';

const destination = z.strictObject({ Destination: z.string() }).optional();

export default defineResource({
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: z.strictObject({
    FunctionName: z.string(),
    Qualifier: z.literal('$LATEST'),
    MaximumRetryAttempts: z.number().int().min(0).max(2).default(2),
    MaximumEventAgeInSeconds: z.number().int().min(60).max(21_600).default(21_600),
    DestinationConfig: z.strictObject({ OnFailure: destination, OnSuccess: destination }).default({}),
  }),
  create(stack, { logicalId, properties }) {
    const functions = functionsOf(stack);
    const { OnFailure, OnSuccess } = properties.DestinationConfig;
    functions.configure(functions.arnOf(properties.FunctionName), {
      maximumRetryAttempts: properties.MaximumRetryAttempts,
      maximumAgeSeconds: properties.MaximumEventAgeInSeconds,
      ...(OnFailure === undefined ? {} : { onFailure: OnFailure.Destination }),
      ...(OnSuccess === undefined ? {} : { onSuccess: OnSuccess.Destination }),
    });
    return { ref: logicalId, attributes: {} };
  },
});
