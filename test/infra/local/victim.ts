import { DatabaseSync } from 'node:sqlite';
import { stateMachinesOf } from '../../../infra/local/engines/state-machines.ts';
import queueType from '../../../infra/local/resources/aws-sqs-queue.ts';
import machineType from '../../../infra/local/resources/aws-stepfunctions-statemachine.ts';
import { AwsError } from '../../../infra/local/stack.ts';
import { smallStack } from './small-stack.ts';

/**
 * A process for `durability.test.ts` to kill: sends messages and starts executions as fast as it can, saying on its
 * output what was acknowledged, while consumers and functions write down what they do. Without `load` it only brings to
 * an end what is there, and says when it has.
 */
const [folder = '', label = '', load] = process.argv.slice(2);
const small = await smallStack(folder);
const ledger = new DatabaseSync(`${folder}/ledger.db`);
ledger.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
  CREATE TABLE IF NOT EXISTS handled (seq INTEGER PRIMARY KEY, queue TEXT, body TEXT);
  CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, answered INTEGER NOT NULL);`);
const handled = ledger.prepare('INSERT INTO handled (queue, body) VALUES (?, ?)');

const turn = () => new Promise((resolve) => setImmediate(resolve));

for (const [name, properties] of [
  ['standard', {}],
  ['ordered', { FifoQueue: true, ContentBasedDeduplication: true }],
] as const) {
  const arn = small.create(queueType, name, properties).attributes['Arn'] ?? '';
  small.stack.queues.consume(
    arn,
    { batchSize: 5, batchingWindowSeconds: 0, maximumConcurrency: 4 },
    async (messages) => {
      await turn();
      for (const { body } of messages) handled.run(name, body);
      await turn();
      return [];
    },
  );
}

small.functions.set('double', async (payload) => {
  await turn();
  return { ok: true, payload: Number(payload) * 2 };
});
small.functions.set('ask', (payload) => {
  ledger.prepare('INSERT OR IGNORE INTO tokens VALUES (?, 0)').run(String(payload));
  return { ok: true, payload: null };
});
const machineArn = small.create(machineType, 'machine', {
  RoleArn: 'r',
  Definition: {
    QueryLanguage: 'JSONata',
    StartAt: 'Double',
    States: {
      Double: {
        Type: 'Map',
        Items: '{% $states.input.numbers %}',
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: 'Call',
          States: {
            Call: {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke',
              Arguments: { FunctionName: 'double', Payload: '{% $states.input %}' },
              Output: '{% $states.result.Payload %}',
              End: true,
            },
          },
        },
        Assign: { doubled: '{% $states.result %}' },
        Next: 'Ask',
      },
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Arguments: { FunctionName: 'ask', Payload: '{% $states.context.Task.Token %}' },
        Next: 'Rest',
      },
      Rest: { Type: 'Wait', Seconds: 1, Next: 'Sum' },
      Sum: { Type: 'Pass', Output: '{% $sum($doubled) %}', End: true },
    },
  },
}).ref;
await small.start();
const machines = stateMachinesOf(small.stack);

/** Whoever answers tokens has its own memory, and goes on with it, too. */
function answerTokens(): void {
  for (const { token } of ledger.prepare('SELECT token FROM tokens WHERE answered = 0').all()) {
    try {
      machines.answer(String(token), { output: 'fine' });
    } catch (error) {
      if (!(error instanceof AwsError) || error.name !== 'TaskTimedOut') throw error;
    }
    ledger.prepare('UPDATE tokens SET answered = 1 WHERE token = ?').run(String(token));
  }
}
const answering = setInterval(answerTokens, 5);

if (load !== undefined) {
  for (let index = 0; ; index += 1) {
    const body = `${label}-${index}`;
    const group = `g${index % 3}`;
    small.stack.queues.send('test-standard', body);
    small.stack.queues.send('test-ordered.fifo', `${group} ${body}`, { groupId: group });
    if (index % 4 === 0) machines.start(machineArn, body, JSON.stringify({ numbers: [1, 2, index] }));
    process.stdout.write(`${index}\n`);
    await turn();
  }
}

const unsettled = () =>
  machines.journal.running().length +
  Number(small.stack.db.prepare('SELECT COUNT(*) AS n FROM queues_message').get()?.['n']);
while (unsettled() > 0) await new Promise((resolve) => setTimeout(resolve, 20));
clearInterval(answering);
ledger.close();
await small.stop();
process.stdout.write('settled\n');
