import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { apiRoutes } from '../../functions/contracts/http/index.ts';
import { PublicApi } from '../constructs/public-api.ts';
import type { ServiceStack } from './service-stack.ts';
import type { StateStack } from './state-stack.ts';

export interface ApiStackProps extends StackProps {
  readonly state: StateStack;
  readonly service: ServiceStack;
  readonly adminUrl: string;
  readonly portalUrl: string;
}

/** The HTTP API in front of the functions: a resource for each route. */
export class ApiStack extends Stack {
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    { state, service, adminUrl, portalUrl, ...props }: ApiStackProps,
  ) {
    super(scope, id, props);
    const { url } = new PublicApi(this, 'PublicApi', {
      routes: apiRoutes,
      people: state.people,
      ...service.api,
      origins: [adminUrl, portalUrl].map((address) => new URL(address).origin),
    });
    this.url = url;
    new CfnOutput(this, 'ApiUrl', { value: url });
  }
}
