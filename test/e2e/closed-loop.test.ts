import { afterAll, beforeAll, describe } from 'vitest';
import { dunning } from './dunning.ts';
import { quota } from './quota.ts';
import { close, open } from './running-stack.ts';
import { webhooks } from './webhooks.ts';

// On a stack of their own: they live through weeks, and every schedule of those weeks looks at all that is there.
beforeAll(open, 120_000);
afterAll(close);

describe('a quota and an override', quota);
describe('who does not pay', dunning);
describe('programs that are told of events', webhooks);
