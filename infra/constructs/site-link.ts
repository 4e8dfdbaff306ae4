import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPolicy, CfnThingType, CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { UpChannel } from '../../functions/contracts/edge/topics.ts';

export interface SiteLinkProps {
  /** The function that takes in what a site sends on each channel. */
  readonly receivers: Readonly<Record<UpChannel, IFunction>>;
  /** Where a message goes that no receiver could take in. */
  readonly deadLetters: IQueue;
}

export const agentThingType = 'throughline-edge-agent';
export const agentPolicy = 'throughline-site-agent';

/** The link to the sites: what an agent's certificate allows, and who hears what it says. */
export class SiteLink extends Construct {
  /** What it takes to give a site's agent its identity. */
  readonly enrolment: readonly PolicyStatement[];

  constructor(scope: Construct, id: string, props: SiteLinkProps) {
    super(scope, id);
    new CfnThingType(this, 'AgentType', {
      thingTypeName: agentThingType,
      thingTypeProperties: {
        thingTypeDescription: 'The edge agent of one site; the thing is named by the site id.',
      },
    });
    const own = '${iot:Connection.Thing.ThingName}';
    const arn = (resource: string) => Stack.of(this).formatArn({ service: 'iot', resource });
    new CfnPolicy(this, 'AgentPolicy', {
      policyName: agentPolicy,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: Effect.ALLOW,
            Action: 'iot:Connect',
            Resource: arn(`client/${own}`),
            Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
          },
          {
            Effect: Effect.ALLOW,
            Action: 'iot:Publish',
            Resource: arn(`topic/throughline/sites/${own}/up/*`),
          },
          {
            Effect: Effect.ALLOW,
            Action: 'iot:Subscribe',
            Resource: arn(`topicfilter/throughline/sites/${own}/down/*`),
          },
          {
            Effect: Effect.ALLOW,
            Action: 'iot:Receive',
            Resource: arn(`topic/throughline/sites/${own}/down/*`),
          },
        ],
      },
    });
    this.enrolment = [
      new PolicyStatement({
        actions: [
          'iot:CreateThing',
          'iot:DescribeThing',
          'iot:AttachThingPrincipal',
          'iot:ListThingPrincipals',
        ],
        resources: [arn('thing/sit_*')],
      }),
      new PolicyStatement({ actions: ['iot:CreateThing'], resources: [arn(`thingtype/${agentThingType}`)] }),
      new PolicyStatement({
        actions: [
          'iot:AttachPolicy',
          'iot:AttachThingPrincipal',
          'iot:DescribeCertificate',
          'iot:UpdateCertificate',
        ],
        resources: [arn('cert/*')],
      }),
      // These two know no resource to be limited to (AWS service authorization reference, AWS IoT).
      new PolicyStatement({
        actions: ['iot:CreateCertificateFromCsr', 'iot:DescribeEndpoint'],
        resources: ['*'],
      }),
    ];
    const errorRole = new Role(this, 'ErrorRole', {
      assumedBy: new ServicePrincipal('iot.amazonaws.com'),
      inlinePolicies: {
        send: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [props.deadLetters.queueArn] }),
          ],
        }),
      },
    });
    for (const [channel, receiver] of Object.entries(props.receivers)) {
      const rule = new CfnTopicRule(this, `Rule-${channel}`, {
        topicRulePayload: {
          awsIotSqlVersion: '2016-03-23',
          // The site in the topic is the one that the certificate allows; the one in the message is only what it says.
          sql: `SELECT *, topic(3) AS topicSiteId, principal() AS certificateId FROM 'throughline/sites/+/up/${channel}'`,
          actions: [{ lambda: { functionArn: receiver.functionArn } }],
          errorAction: {
            sqs: { queueUrl: props.deadLetters.queueUrl, roleArn: errorRole.roleArn, useBase64: false },
          },
        },
      });
      receiver.addPermission(`Iot-${channel}`, {
        principal: new ServicePrincipal('iot.amazonaws.com'),
        sourceArn: rule.attrArn,
      });
    }
  }
}
