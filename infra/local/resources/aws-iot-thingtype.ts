import * as z from 'zod';
import { iotOf } from '../engines/iot.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::IoT::ThingType',
  properties: z.strictObject({
    ThingTypeName: z.string().optional(),
    ThingTypeProperties: z.unknown().optional(),
    DeprecateThingType: z.literal(false).optional(),
    Tags: z.unknown().optional(),
  }),
  create(stack, { stackName, logicalId, properties }) {
    const iot = iotOf(stack);
    const name = properties.ThingTypeName ?? `${stackName}-${logicalId}`;
    iot.declareThingType(name);
    return { ref: name, attributes: { Arn: iot.arn(`thingtype/${name}`), Id: name } };
  },
});
