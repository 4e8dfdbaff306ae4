import { createSshConsole } from '../ssh-console.ts';
import type { ReplayPeer, Script } from './script.ts';

interface Request {
  readonly command: string;
}

interface Answer {
  readonly output: string;
  readonly mode: string;
}

export async function cliPeer(
  script: Script<Request, Answer>,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<ReplayPeer> {
  const console = await createSshConsole(
    // Then the command that turns pages off is asked for like any other.
    { username, password, alwaysPages: true },
    {
      refusal: '',
      changes: () => false,
      prompt: (mode) => `replay${mode === '' ? '' : `(${mode})`}#`,
      run(command, mode) {
        const answer = script.answerTo(command, (one) => one.command === command);
        return answer ?? { output: '%Error 20200: not recorded', mode };
      },
      restart: () => undefined,
    },
  );
  return { port: console.port, settings: { hostKey: console.hostKey }, close: () => console.close() };
}
