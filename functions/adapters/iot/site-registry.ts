import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreateThingCommand,
  DescribeEndpointCommand,
  InvalidRequestException,
  type IoTClient,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-iot';
import { done, refuse } from '../../domain/result.ts';
import type { SiteRegistry } from '../../ports/site-registry.ts';

export interface AgentIdentity {
  readonly thingType: string;
  readonly policyName: string;
}

/** The thing is named by the site id: the policy lets a certificate use the topics of the thing that it is attached to. */
export function iotSiteRegistry(client: IoTClient, { thingType, policyName }: AgentIdentity): SiteRegistry {
  let endpoint: Promise<string> | undefined;
  const readEndpoint = async (): Promise<string> => {
    const { endpointAddress } = await client.send(
      new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }),
    );
    if (endpointAddress === undefined) throw new Error('IoT named no endpoint');
    return endpointAddress;
  };

  return {
    async register(siteId) {
      try {
        await client.send(new CreateThingCommand({ thingName: siteId, thingTypeName: thingType }));
      } catch (error) {
        if (!(error instanceof ResourceAlreadyExistsException)) throw error;
      }
    },

    async enrol(siteId, certificateRequest) {
      try {
        const { certificateArn, certificatePem } = await client.send(
          new CreateCertificateFromCsrCommand({
            certificateSigningRequest: certificateRequest,
            setAsActive: true,
          }),
        );
        if (certificateArn === undefined || certificatePem === undefined)
          throw new Error('IoT made no certificate');
        await client.send(new AttachPolicyCommand({ policyName, target: certificateArn }));
        await client.send(new AttachThingPrincipalCommand({ thingName: siteId, principal: certificateArn }));
        endpoint ??= readEndpoint().catch((cause: unknown) => {
          endpoint = undefined;
          throw cause;
        });
        return done({ certificate: certificatePem, endpoint: await endpoint });
      } catch (error) {
        if (!(error instanceof InvalidRequestException)) throw error;
        return refuse(
          'site.certificate-request-invalid',
          'The certificate request cannot be used; send a PKCS #10 request in PEM, signed with its own key.',
          '/certificateRequest',
        );
      }
    },
  };
}
