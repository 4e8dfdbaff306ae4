import * as z from 'zod';
import { webAppsOf } from '../engines/web-apps.ts';
import { defineResource } from '../stack.ts';

const behavior = {
  FunctionAssociations: z
    .tuple([z.strictObject({ EventType: z.literal('viewer-request'), FunctionARN: z.string() })])
    .readonly(),
  ResponseHeadersPolicyId: z.string(),
  // What the edge keeps, packs and redirects is the cloud's; nothing is far away here.
  CachePolicyId: z.string(),
  Compress: z.boolean(),
  TargetOriginId: z.string(),
  ViewerProtocolPolicy: z.string(),
};

export default defineResource({
  type: 'AWS::CloudFront::Distribution',
  properties: z.strictObject({
    DistributionConfig: z.strictObject({
      CacheBehaviors: z.array(z.strictObject({ ...behavior, PathPattern: z.string() })),
      DefaultCacheBehavior: z.strictObject(behavior),
      // One origin: the bucket of the apps' files, which are served from where they were built.
      Origins: z.tuple([z.looseObject({ S3OriginConfig: z.unknown() })]),
      Enabled: z.literal(true),
      Aliases: z.array(z.string()).optional(),
      Comment: z.string().optional(),
      HttpVersion: z.string().optional(),
      IPV6Enabled: z.boolean().optional(),
      PriceClass: z.string().optional(),
      ViewerCertificate: z.unknown().optional(),
    }),
    Tags: z.unknown().optional(),
  }),
  create(stack, { logicalId, properties: { DistributionConfig: config } }) {
    const apps = webAppsOf(stack);
    apps.behaviors = [...config.CacheBehaviors, { ...config.DefaultCacheBehavior, PathPattern: '*' }].map(
      ({ PathPattern, ResponseHeadersPolicyId, FunctionAssociations: [{ FunctionARN }] }) => ({
        pathPattern: PathPattern,
        headers: apps.headers.get(ResponseHeadersPolicyId)!,
        viewerRequest: apps.functions.get(FunctionARN)!,
      }),
    );
    return {
      ref: logicalId,
      attributes: { Id: logicalId, DomainName: new URL(stack.front.url).host },
    };
  },
});
