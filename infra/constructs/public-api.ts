import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { isPortal } from '../../functions/contracts/permissions.ts';
import type { Method, Route } from '../../functions/contracts/route.ts';
import { acknowledge } from './acknowledge.ts';
import type { People } from './people.ts';

export interface ApiFunctions {
  readonly api: IFunction;
  readonly webhooks: IFunction;
  /** Serves the routes that answer a file. */
  readonly documents: IFunction;
}

export interface PublicApiProps extends ApiFunctions {
  readonly routes: readonly Route[];
  readonly people: People;
  /** Origins of the two apps, for CORS. */
  readonly origins: readonly string[];
}

const methods: Readonly<Record<Method, HttpMethod>> = {
  GET: HttpMethod.GET,
  POST: HttpMethod.POST,
  PUT: HttpMethod.PUT,
  PATCH: HttpMethod.PATCH,
  DELETE: HttpMethod.DELETE,
};

const basePath = '/api/v1';

/**
 * The HTTP API, route by route from the contracts. A route asks for a token unless its contract says `public` or
 * `signature`: one of staff, or on the portal's routes one of the subscribers. Which role may use it is decided by the
 * function, which knows the same contracts.
 */
export class PublicApi extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id);
    const authorizer = new HttpJwtAuthorizer('Staff', props.people.staff.userPoolProviderUrl, {
      jwtAudience: [props.people.staffApp.userPoolClientId, props.people.machine.userPoolClientId],
    });
    const people = new HttpJwtAuthorizer('Subscribers', props.people.subscribers.userPoolProviderUrl, {
      jwtAudience: [props.people.portalApp.userPoolClientId],
    });
    const api = new HttpApi(this, 'Http', {
      apiName: 'throughline',
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: [...props.origins],
        allowMethods: [CorsHttpMethod.ANY],
        allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
        exposeHeaders: ['content-disposition', 'etag', 'link', 'location', 'retry-after'],
        maxAge: Duration.hours(1),
      },
    });
    // One permission for the whole API: one for each route would outgrow the function's resource policy.
    const forStaff = new HttpLambdaIntegration('Api', props.api, { scopePermissionToRoute: false });
    const forWebhooks = new HttpLambdaIntegration('Webhooks', props.webhooks, {
      scopePermissionToRoute: false,
    });
    const forDocuments = new HttpLambdaIntegration('Documents', props.documents, {
      scopePermissionToRoute: false,
    });
    for (const route of props.routes) {
      const open = route.permission === 'public' || route.permission === 'signature';
      const added = api.addRoutes({
        path: `${basePath}${route.path}`,
        methods: [methods[route.method]],
        integration:
          route.answer.content !== undefined
            ? forDocuments
            : route.permission === 'signature'
              ? forWebhooks
              : forStaff,
        authorizer: open ? new HttpNoneAuthorizer() : isPortal(route.permission) ? people : authorizer,
      });
      if (open) {
        for (const opened of added) {
          acknowledge(opened, {
            'AwsSolutions-APIG4':
              route.permission === 'public'
                ? 'Says nothing that is not public, or only to whoever has a link that nobody guesses: its contract declares it so.'
                : 'The provider proves itself by a signature over the body, which the function verifies.',
          });
        }
      }
    }
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnStage(this, 'Stage', {
      apiId: api.apiId,
      stageName: '$default',
      autoDeploy: true,
      defaultRouteSettings: {
        throttlingBurstLimit: 500,
        throttlingRateLimit: 1000,
        detailedMetricsEnabled: true,
      },
      accessLogSettings: {
        destinationArn: accessLog.logGroupArn,
        format: JSON.stringify({
          requestId: '$context.requestId',
          time: '$context.requestTime',
          route: '$context.routeKey',
          status: '$context.status',
          latency: '$context.responseLatency',
          subject: '$context.authorizer.claims.sub',
          sourceIp: '$context.identity.sourceIp',
        }),
      },
    });
    this.url = `${api.apiEndpoint}${basePath}`;
  }
}
