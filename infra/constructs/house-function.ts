import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { z } from 'zod';
import { acknowledge } from './acknowledge.ts';
import type { Bundle } from './bundles.ts';

export interface HouseFunctionProps<E extends z.ZodType> {
  readonly description: string;
  readonly bundle: Bundle;
  /** Path of the handler below functions/handlers. */
  readonly path: string;
  /** The schema that the handler reads its variables with: a variable that is missing here fails the type-check. */
  readonly environmentSchema: E;
  readonly environment: z.input<E> & Record<string, string>;
  readonly statements: readonly PolicyStatement[];
  readonly timeout: Duration;
  readonly memoryMiB?: number;
  readonly alarms: ITopic;
  /** Where an event goes that the function could not handle. Only for one that is invoked asynchronously. */
  readonly deadLetters?: IQueue;
}

/** A function with its own role that may do what is stated here and write its own log, nothing else. */
export class HouseFunction<E extends z.ZodType> extends LambdaFunction {
  constructor(scope: Construct, id: string, props: HouseFunctionProps<E>) {
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    for (const statement of props.statements) role.addToPrincipalPolicy(statement);
    super(scope, id, {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: props.bundle.handlerOf(props.path),
      code: Code.fromAsset(props.bundle.folder),
      environment: props.environment,
      role,
      logGroup,
      tracing: Tracing.ACTIVE,
      timeout: props.timeout,
      memorySize: props.memoryMiB ?? 512,
      ...(props.deadLetters === undefined ? {} : { deadLetterQueue: props.deadLetters }),
    });
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]':
        'X-Ray’s PutTraceSegments and PutTelemetryRecords know no resource to be limited to (AWS service authorization reference).',
    });
    if (props.deadLetters === undefined) {
      acknowledge(this, {
        'Serverless-LambdaDLQ':
          'Never invoked asynchronously: its caller (API, queue, stream or state machine) hears of a failure and tries again or keeps it.',
      });
    }
    this.metricErrors({ period: Duration.minutes(5) })
      .createAlarm(this, 'Errors', {
        alarmDescription: `${id} ended with an error: its log says why.`,
        threshold: 0,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(props.alarms));
  }
}
