import { type IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane';
import { type DownChannel, downTopic } from '../../contracts/edge/topics.ts';
import type { EdgeLink } from '../../ports/edge-link.ts';

export function iotEdgeLink(client: IoTDataPlaneClient): EdgeLink {
  const publish = async (siteId: string, channel: DownChannel, message: object): Promise<void> => {
    await client.send(
      new PublishCommand({
        topic: downTopic(siteId, channel),
        qos: 1,
        contentType: 'application/json',
        payload: Buffer.from(JSON.stringify(message)),
      }),
    );
  };
  return {
    sendDesired: (siteId, message) => publish(siteId, 'desired', message),
    sendConfiguration: (siteId, message) => publish(siteId, 'configuration', message),
    sendAck: (siteId, message) => publish(siteId, 'acks', message),
    sendCompare: (siteId, message) => publish(siteId, 'compare', message),
    sendLook: (siteId, message) => publish(siteId, 'look', message),
    sendPayPage: (siteId, message) => publish(siteId, 'pay-page', message),
  };
}
