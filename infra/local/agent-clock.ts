/**
 * Preloaded into an edge agent that the embedded stack runs (`node --import`): its clock follows the stack's. The shift
 * comes with the environment at first and over the IPC channel whenever somebody sets the clock.
 */
import { shiftDate } from './shifted-date.ts';

let offset = Number(process.env['STACK_CLOCK_OFFSET'] ?? 0);
delete process.env['STACK_CLOCK_OFFSET'];
shiftDate(() => offset);

process.on('message', (message: unknown) => {
  if (typeof message === 'object' && message !== null && 'offset' in message) offset = Number(message.offset);
});
// The channel must neither keep an agent alive that wants to end, nor end one whose stack has gone.
process.channel?.unref();
