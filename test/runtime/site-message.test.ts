import { expect, test } from 'vitest';
import { statusMessage } from '../../functions/contracts/edge/messages.ts';
import { siteMessage } from '../../functions/runtime/site-message.ts';

const own = 'sit_01k9xq3v7n5e2r8t4w6y0a1b2c';
const other = 'sit_01k9xq3v7n5e2r8t4w6y0a1b2d';
const message = { siteId: own, state: 'online', agentVersion: '1.0' };

test('a message comes from the site of its topic', () => {
  expect(siteMessage(statusMessage, { ...message, topicSiteId: own })).toEqual(message);
});

test('a site cannot speak in the name of another, nor without a topic', () => {
  expect(() => siteMessage(statusMessage, { ...message, topicSiteId: other })).toThrow(/in the name of/);
  expect(() => siteMessage(statusMessage, message)).toThrow();
});
