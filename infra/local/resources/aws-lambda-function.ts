import * as z from 'zod';
import { functionsOf } from '../engines/lambda.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::Lambda::Function',
  properties: z.strictObject({
    FunctionName: z.string().optional(),
    Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
    Handler: z.string(),
    Runtime: z.string().regex(/^nodejs\d+\.x$/),
    MemorySize: z.number().int().min(128).default(128),
    Timeout: z.number().int().min(1).max(900).default(3),
    Environment: z.strictObject({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
    ReservedConcurrentExecutions: z.number().int().min(0).optional(),
    DeadLetterConfig: z.strictObject({ TargetArn: z.string() }).optional(),
    PackageType: z.literal('Zip').optional(),
    // Rights, processor, tracing and log shipping are the cloud's; here every function may do all and logs to a file.
    Role: z.string(),
    Architectures: z.array(z.string()).optional(),
    TracingConfig: z.unknown().optional(),
    LoggingConfig: z.unknown().optional(),
    Description: z.string().optional(),
    EphemeralStorage: z.unknown().optional(),
    RecursiveLoop: z.string().optional(),
    Tags: z.unknown().optional(),
  }),
  create(stack, { stackName, logicalId, properties }) {
    const functions = functionsOf(stack);
    const name = properties.FunctionName ?? `${stackName}-${logicalId}`;
    const arn = functions.arnOf(name);
    functions.declare({
      name,
      arn,
      code: stack.asset(properties.Code.S3Key),
      handler: properties.Handler,
      memory: properties.MemorySize,
      timeoutSeconds: properties.Timeout,
      environment: properties.Environment?.Variables ?? {},
      reservedConcurrency: properties.ReservedConcurrentExecutions,
    });
    if (properties.DeadLetterConfig !== undefined) {
      functions.configure(arn, { deadLetterArn: properties.DeadLetterConfig.TargetArn });
    }
    return { ref: name, attributes: { Arn: arn } };
  },
});
