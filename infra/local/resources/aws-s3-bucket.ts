import * as z from 'zod';
import { bucketsOf } from '../engines/buckets.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::S3::Bucket',
  properties: z.strictObject({
    BucketName: z.string().optional(),
    // Rights, encryption, access logs and storage classes are the cloud's.
    AccelerateConfiguration: z.unknown().optional(),
    AccessControl: z.string().optional(),
    BucketEncryption: z.unknown().optional(),
    CorsConfiguration: z.unknown().optional(),
    LifecycleConfiguration: z.unknown().optional(),
    LoggingConfiguration: z.unknown().optional(),
    OwnershipControls: z.unknown().optional(),
    PublicAccessBlockConfiguration: z.unknown().optional(),
    VersioningConfiguration: z.unknown().optional(),
    Tags: z.unknown().optional(),
  }),
  create(stack, { stackName, logicalId, properties }) {
    const name = properties.BucketName ?? `${stackName}-${logicalId}`.toLowerCase();
    bucketsOf(stack).declare(name);
    return {
      ref: name,
      attributes: {
        Arn: `arn:aws:s3:::${name}`,
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${stack.region}.amazonaws.com`,
      },
    };
  },
});
