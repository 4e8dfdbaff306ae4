import * as z from 'zod';
import { defineResource } from '../stack.ts';

/** What it measures is the cloud's to know. */
export default defineResource({
  type: 'AWS::SES::ConfigurationSet',
  properties: z.looseObject({ Name: z.string().optional() }),
  create(_, { stackName, logicalId, properties }) {
    return { ref: properties.Name ?? `${stackName}-${logicalId}`, attributes: {} };
  },
});
