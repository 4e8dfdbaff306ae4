/**
 * MQTT topics between cloud and site. An agent's certificate lets it publish and subscribe below its own site only.
 * Level 3 (counted from 1) is the site id; the IoT rules rely on that.
 */
export const upChannels = [
  'reports',
  'accounting',
  'digests',
  'holdings',
  'audits',
  'status',
  'looks',
  'health',
  'pay-pages',
] as const;
export type UpChannel = (typeof upChannels)[number];

export const downChannels = ['desired', 'configuration', 'acks', 'compare', 'look', 'pay-page'] as const;
export type DownChannel = (typeof downChannels)[number];

export function upTopic(siteId: string, channel: UpChannel): string {
  return `throughline/sites/${siteId}/up/${channel}`;
}

export function downTopic(siteId: string, channel: DownChannel): string {
  return `throughline/sites/${siteId}/down/${channel}`;
}
