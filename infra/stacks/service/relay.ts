import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { eventSortKeyPrefix } from '../../../functions/contracts/table-definition.ts';
import { relayEnvironment } from '../../../functions/runtime/environments/relay.ts';
import { tableAccess } from '../../constructs/table-access.ts';
import type { House } from './house.ts';

/** Committed events get their place in the feed and go on to the bus, in order. */
export function eventRelay(house: House): void {
  const { table } = house.state;
  const relay = house.function('Relay', 'events/relay', relayEnvironment, {
    description: 'Gives committed events their place in the feed and puts them on the bus.',
    environment: { TABLE_NAME: table.tableName, EVENT_BUS_NAME: house.bus.eventBusName },
    statements: [
      ...tableAccess(table, ['read', 'write', 'delete'], ['feed']),
      new PolicyStatement({ actions: ['events:PutEvents'], resources: [house.bus.eventBusArn] }),
    ],
    seconds: 30,
  });
  const deadLetters = house.deadLetterQueue('RelayDeadLetters');
  relay.addEventSource(
    new DynamoEventSource(table, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 90,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      // The feed has no gaps and keeps order: what cannot be relayed is tried until the stream forgets it.
      retryAttempts: -1,
      onFailure: new SqsDlq(deadLetters),
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith(eventSortKeyPrefix) } } },
        }),
      ],
    }),
  );
}
