import { readFileSync } from 'node:fs';
import { ArnFormat, type CfnElement, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface HouseMachineProps {
  /** Path of the definition. */
  readonly definition: string;
  /** Functions that it calls, by the name under which the definition speaks of their ARN. */
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly alarms: ITopic;
}

/** A state machine from its file: the file is the truth, this gives it names, rights, a log and a trace. */
export class HouseMachine extends StateMachine {
  constructor(scope: Construct, id: string, props: HouseMachineProps) {
    super(scope, id, {
      definitionBody: DefinitionBody.fromFile(props.definition),
      definitionSubstitutions: Object.fromEntries(
        Object.entries(props.functions).map(([name, target]) => [name, target.functionArn]),
      ),
      stateMachineType: StateMachineType.STANDARD,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(scope, `${id}Log`, {
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    // A definition from a file brings no rights along.
    this.addToRolePolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: Object.values(props.functions).map((target) => target.functionArn),
      }),
    );
    if (readFileSync(props.definition, 'utf8').includes('"DISTRIBUTED"')) this.#distribute();
    acknowledge(this, {
      'AwsSolutions-IAM5[Resource::*]':
        'X-Ray and the delivery of logs know no resource to be limited to (AWS service authorization reference).',
    });
    this.metricFailed({ period: Duration.minutes(5) })
      .createAlarm(this, 'Failed', {
        alarmDescription: `An execution of ${id} broke: an order that the network refused ends well, so this is a fault of the platform.`,
        threshold: 0,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(props.alarms));
  }

  /** The items of a distributed map are executions of the machine itself, which its role starts and watches. */
  #distribute(): void {
    const own = Stack.of(this).getLogicalId(this.node.defaultChild as CfnElement);
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${this.stateMachineName}/*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    // Of its own: the role's main policy comes before the machine, this one names it.
    const policy = new Policy(this, 'DistributedMap', {
      roles: [this.role],
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachineArn] }),
        new PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
          resources: [executions],
        }),
      ],
    });
    acknowledge(policy, {
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<${own}.Name>/*]`]:
        'The executions of the map are named by a label and a number of the service.',
    });
  }
}
