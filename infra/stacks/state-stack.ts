import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { tableDefinition } from '../../functions/contracts/table-definition.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { People, type PeopleProps } from '../constructs/people.ts';

export type StateStackProps = StackProps & PeopleProps;

/** All that must outlive a release: the table, the documents, the people, the secrets. */
export class StateStack extends Stack {
  readonly table: TableV2;
  readonly people: People;
  readonly sealingKey: Secret;
  readonly documents: Bucket;

  constructor(scope: Construct, id: string, props: StateStackProps) {
    super(scope, id, props);
    const text = (name: string) => ({ name, type: AttributeType.STRING });
    const attribute = (key: { name: string; type: 'S' | 'N' }) =>
      key.type === 'N' ? { name: key.name, type: AttributeType.NUMBER } : text(key.name);
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(tableDefinition.partitionKey.name),
      sortKey: text(tableDefinition.sortKey.name),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      dynamoStream: StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: tableDefinition.timeToLiveAttribute,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      globalSecondaryIndexes: tableDefinition.indexes.map((index) => ({
        indexName: index.name,
        partitionKey: attribute(index.partitionKey),
        sortKey: attribute(index.sortKey),
        ...(index.include.length === 0
          ? { projectionType: ProjectionType.KEYS_ONLY }
          : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.include] }),
      })),
    });
    this.people = new People(this, 'People', props);
    this.sealingKey = new Secret(this, 'SealingKey', {
      description: 'Key under which credentials of subscribers and network nodes are sealed in the table.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(this.sealingKey, {
      'AwsSolutions-SMG4':
        'What was sealed under a key must stay readable; a new key is added beside the old one by hand.',
    });
    const accessLogs = new Bucket(this, 'AccessLogs', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(90) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.documents = new Bucket(this, 'Documents', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'documents/',
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
