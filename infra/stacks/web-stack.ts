import { join } from 'node:path';
import { CfnOutput, CfnParameter, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  type ICachePolicy,
  PriceClass,
  type ResponseCustomHeader,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { SignIn } from '../constructs/people.ts';

export interface WebApp {
  readonly url: string;
  readonly signIn: SignIn;
}

export interface WebStackProps extends StackProps {
  readonly apiUrl: string;
  readonly admin: WebApp;
  readonly portal: WebApp;
  /** ARN of a certificate in us-east-1 for the hosts of both apps; without one they have CloudFront's own host. */
  readonly certificate?: string;
}

/**
 * The two apps' files and what they are served with. The files come by `npm run deploy`, which uploads them and each
 * app's `config.json`: a deployment by CloudFormation would take a function that may write and delete everything here.
 */
export class WebStack extends Stack {
  constructor(scope: Construct, id: string, { apiUrl, admin, portal, certificate, ...props }: WebStackProps) {
    super(scope, id, props);
    const files = new Bucket(this, 'Files', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(files, {
      'AwsSolutions-S1': 'Holds what every visitor is sent, and only the distribution reads it.',
    });
    const mapOrigins = new CfnParameter(this, 'MapOrigins', {
      description:
        'Hosts that maps may come from, with a space between two, such as https://tiles.example.net. The operator’s settings say which map.',
      allowedPattern: '^(https?://[A-Za-z0-9.-]+(:[0-9]+)?( |$))*$',
      constraintDescription: 'Addresses of hosts without a path, with a space between two.',
      default: '',
    }).valueAsString;
    const pageOfPath = new EdgeFunction(this, 'PageOfPath', {
      comment: 'Every place in an app is answered with its page.',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromFile({ filePath: join(import.meta.dirname, '..', 'web', 'page-of-path.js') }),
    });
    const origin = S3BucketOrigin.withOriginAccessControl(files);
    const served = (
      responseHeadersPolicy: ResponseHeadersPolicy,
      cachePolicy: ICachePolicy,
    ): BehaviorOptions & { readonly origin: typeof origin } => ({
      origin,
      responseHeadersPolicy,
      cachePolicy,
      compress: true,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      functionAssociations: [{ function: pageOfPath, eventType: FunctionEventType.VIEWER_REQUEST }],
    });
    const page = (name: string, { signIn }: WebApp, more?: PagePolicy) =>
      served(
        headersPolicy(
          this,
          `${name}Pages`,
          contentSecurityPolicy([`${apiUrl}/`, ...signIn.addresses], more),
          [
            { header: 'cache-control', value: 'no-cache', override: true },
            { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
          ],
        ),
        CachePolicy.CACHING_DISABLED,
      );
    const assets = served(
      headersPolicy(
        this,
        'Assets',
        // A worker is bound by what it is served with: the map's own reads tiles.
        `default-src 'none'; connect-src ${mapOrigins}; frame-ancestors 'none'`,
        [{ header: 'cache-control', value: 'public, max-age=31536000, immutable', override: true }],
      ),
      CachePolicy.CACHING_OPTIMIZED,
    );
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Throughline: admin app and portal.',
      defaultBehavior: page('Portal', portal, {
        // Its manifest bears the operator's name, colour and logo, and so is made in the browser.
        manifests: 'blob:',
        // A payment provider's page may want what it is told posted to it as a form.
        forms: 'https:',
      }),
      additionalBehaviors: {
        '/admin/assets/*': assets,
        '/portal/assets/*': assets,
        '/admin/*': page('Admin', admin, { calls: mapOrigins }),
      },
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_ALL,
      ...(certificate === undefined
        ? {}
        : {
            domainNames: [...new Set([admin, portal].map(({ url }) => new URL(url).hostname))],
            certificate: Certificate.fromCertificateArn(this, 'Certificate', certificate),
            minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
          }),
    });
    acknowledge(distribution, {
      'AwsSolutions-CFR1': 'Subscribers and staff may be anywhere.',
      'AwsSolutions-CFR2':
        'Static files that hold no secret. A firewall is the operator’s choice: it is priced by the month, and an idle deployment costs nearly nothing.',
      'AwsSolutions-CFR3':
        'Says who loaded a page, which says nothing; who did what is in the access log of the API and in the events.',
      ...(certificate === undefined
        ? { 'AwsSolutions-CFR4': 'CloudFront’s own host comes with its own certificate and rules for it.' }
        : {}),
    });
    const config = ({ url, signIn }: WebApp) =>
      this.toJsonString({
        api: apiUrl,
        issuer: signIn.issuer,
        clientId: signIn.clientId,
        redirectUri: url,
      });
    new CfnOutput(this, 'Bucket', { value: files.bucketName });
    new CfnOutput(this, 'WebUrl', { value: `https://${distribution.distributionDomainName}` });
    new CfnOutput(this, 'AdminConfig', { value: config(admin) });
    new CfnOutput(this, 'PortalConfig', { value: config(portal) });
  }
}

/** From where a page takes its manifest, where its forms may go, and whom else it may call: nobody if left out. */
interface PagePolicy {
  readonly calls?: string;
  readonly manifests?: string;
  readonly forms?: string;
}

function contentSecurityPolicy(
  mayCall: readonly string[],
  { manifests = "'none'", forms = "'none'", calls = '' }: PagePolicy = {},
): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self' ${[...mayCall, calls].join(' ').trimEnd()}`,
    "worker-src 'self'",
    "img-src 'self' data: blob:",
    // An invoice is shown from memory: its address on the API would ask for a token.
    'frame-src blob:',
    `manifest-src ${manifests}`,
    "base-uri 'none'",
    `form-action ${forms}`,
    "frame-ancestors 'none'",
  ].join('; ');
}

function headersPolicy(
  scope: Construct,
  id: string,
  policy: string,
  customHeaders: ResponseCustomHeader[],
): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, id, {
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: policy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.days(730),
        includeSubdomains: true,
        override: true,
      },
    },
    customHeadersBehavior: { customHeaders },
  });
}
