import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

export interface HouseMachineProps {
  /** Path of the definition. */
  readonly definition: string;
  /** Functions that it calls, by the name under which the definition speaks of their ARN. */
  readonly functions: Readonly<Record<string, IFunction>>;
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
  }
}
