import { randomUUID } from 'node:crypto';
import type { LocalStack } from '../stack.ts';

/** Topics, and the functions that subscribe to them. What goes to a topic without one stands in the stack's log. */
export class Topics {
  readonly #functions = new Map<string, string[]>();

  constructor(stack: LocalStack) {
    stack.targets.register('sns', (topicArn, message) => {
      const functions = this.#functions.get(topicArn) ?? [];
      if (functions.length === 0) {
        stack.log('warn', 'published to a topic', { topic: topicArn.split(':').at(-1), payload: message });
      }
      for (const functionArn of functions) {
        stack.targets.deliver(functionArn, JSON.stringify(recordOf(topicArn, message, stack.clock.now())));
      }
    });
  }

  subscribe(topicArn: string, functionArn: string): void {
    this.#functions.set(topicArn, [...(this.#functions.get(topicArn) ?? []), functionArn]);
  }
}

/** As SNS calls a function: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
function recordOf(TopicArn: string, Message: string, now: number) {
  const Sns = {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn,
    Timestamp: new Date(now).toISOString(),
    Message,
    MessageAttributes: {},
  };
  return { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns }] };
}

const topicsIn = new WeakMap<LocalStack, Topics>();

export function topicsOf(stack: LocalStack): Topics {
  let topics = topicsIn.get(stack);
  if (topics === undefined) {
    topics = new Topics(stack);
    topicsIn.set(stack, topics);
  }
  return topics;
}
