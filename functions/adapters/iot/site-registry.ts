import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreateThingCommand,
  DescribeCertificateCommand,
  DescribeEndpointCommand,
  InvalidRequestException,
  type IoTClient,
  paginateListThingPrincipals,
  ResourceAlreadyExistsException,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import { done, refuse } from '../../domain/result.ts';
import type { KnownCertificate, SiteRegistry } from '../../ports/site-registry.ts';

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

  const read = async (certificateId: string): Promise<KnownCertificate> => {
    const { certificateDescription: known } = await client.send(
      new DescribeCertificateCommand({ certificateId }),
    );
    const { notBefore, notAfter } = known?.validity ?? {};
    const issuedAt = known?.creationDate ?? notBefore;
    if (issuedAt === undefined || notAfter === undefined)
      throw new Error(`IoT does not say from when until when ${certificateId} is valid`);
    return {
      certificateId,
      isActive: known?.status === 'ACTIVE',
      issuedAt: issuedAt.toISOString(),
      expiresAt: notAfter.toISOString(),
    };
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

    async certificates(siteId) {
      const found: KnownCertificate[] = [];
      for await (const { principals = [] } of paginateListThingPrincipals(
        { client },
        { thingName: siteId },
      )) {
        for (const principal of principals) found.push(await read(principal.split(':cert/')[1] ?? principal));
      }
      return found;
    },

    // AWS IoT ends the connections of a certificate that is no longer active by itself, within minutes.
    async revoke(certificateId) {
      await client.send(new UpdateCertificateCommand({ certificateId, newStatus: 'REVOKED' }));
    },
  };
}
