import * as z from 'zod';
import { webAppsOf } from '../engines/web-apps.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::CloudFront::Function',
  properties: z.strictObject({
    Name: z.string(),
    FunctionCode: z.string(),
    FunctionConfig: z.strictObject({ Comment: z.string(), Runtime: z.literal('cloudfront-js-2.0') }),
    AutoPublish: z.literal(true),
    Tags: z.unknown().optional(),
  }),
  create(stack, { properties: { Name, FunctionCode } }) {
    const arn = `arn:aws:cloudfront::${stack.account}:function/${Name}`;
    webAppsOf(stack).functions.set(arn, FunctionCode);
    return { ref: arn, attributes: { FunctionARN: arn } };
  },
});
