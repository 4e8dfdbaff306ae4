import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IndexName } from '../../functions/contracts/table-definition.ts';

/** What a function may do with the table. A transaction needs the rights of its parts. */
export type TableUse = 'read' | 'write' | 'delete';

const actions: Readonly<Record<TableUse, readonly string[]>> = {
  read: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
  write: [
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:ConditionCheckItem',
  ],
  delete: ['dynamodb:DeleteItem'],
};

/** Statements by index name: an index is readable only where it is named. */
export function tableAccess(
  table: ITableV2,
  uses: readonly TableUse[],
  indexes: readonly IndexName[] = [],
): PolicyStatement[] {
  const statements = [
    new PolicyStatement({ actions: uses.flatMap((use) => actions[use]), resources: [table.tableArn] }),
  ];
  if (indexes.length > 0) {
    statements.push(
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: indexes.map((index) => `${table.tableArn}/index/${index}`),
      }),
    );
  }
  return statements;
}
