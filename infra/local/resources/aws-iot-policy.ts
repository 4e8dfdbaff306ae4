import * as z from 'zod';
import { iotOf } from '../engines/iot.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::IoT::Policy',
  properties: z.strictObject({
    PolicyName: z.string().optional(),
    PolicyDocument: z.unknown(),
    Tags: z.unknown().optional(),
  }),
  create(stack, { stackName, logicalId, properties }) {
    const iot = iotOf(stack);
    const name = properties.PolicyName ?? `${stackName}-${logicalId}`;
    iot.declarePolicy(name, properties.PolicyDocument);
    return { ref: name, attributes: { Arn: iot.arn(`policy/${name}`), Id: name } };
  },
});
