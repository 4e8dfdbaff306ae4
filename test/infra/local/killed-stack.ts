/** A process of its own for the tests that kill it: `node killed-stack.ts <folder>` prints a line of JSON when ready. */
import { join } from 'node:path';
import { functionArn, lambdaFunction, startFixture } from './fixture-assembly.ts';

const trace = `
  import { appendFileSync } from 'node:fs';
  const note = (line) => appendFileSync(process.env.TRACE, line + '\\n');
`;

const bundles = {
  reader: `${trace} export const handler = async ({ Records }) => { for (const { dynamodb } of Records) note('stream ' + dynamodb.Keys.id.S); };`,
  later: `${trace} export const handler = async ({ n }) => { await new Promise((resolve) => setTimeout(resolve, 5)); note('later ' + n); };`,
};

const folder = process.argv[2]!;
const Variables = { TRACE: join(folder, 'trace') };
const started = await startFixture(folder, {
  stacks: {
    Demo: {
      Resources: {
        Table: {
          Type: 'AWS::DynamoDB::GlobalTable',
          Properties: {
            TableName: 'things',
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
            Replicas: [{ Region: { Ref: 'AWS::Region' } }],
          },
        },
        Reader: lambdaFunction('reader', { Timeout: 10, Environment: { Variables } }),
        Later: lambdaFunction('later', { Timeout: 10, Environment: { Variables } }),
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
            FunctionName: { Ref: 'Reader' },
            StartingPosition: 'TRIM_HORIZON',
            BatchSize: 3,
          },
        },
      },
    },
  },
  bundles,
});

process.on('message', ({ n }: { n: number }) => {
  started.stack.lambda.invokeAsync(functionArn('later'), { n });
  process.send?.({ accepted: n });
});
process.on('disconnect', () => {
  void started.stop().then(() => process.exit(0));
});
process.send?.({ ready: started.stack.aws.variables()['AWS_ENDPOINT_URL_DYNAMODB'] });
