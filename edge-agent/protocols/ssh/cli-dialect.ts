/** How the command line of a make of device looks and behaves. */
export interface CliDialect {
  /** The last line once the device waits for a command: its name, the mode that it is in, and whether it is privileged. */
  readonly prompt: RegExp;
  /** At the end of what came: the device waits until somebody wants the next page. */
  readonly more: RegExp;
  /** At the end of what came: the device asks back, and gets a yes. */
  readonly confirm: RegExp;
  /** Into the privileged mode, and the question for its password. */
  readonly enable: { readonly command: string; readonly ask: RegExp };
  /** Sent after the login; whether the device knows them does not matter. */
  readonly manners: readonly string[];
  /** Out of all modes. */
  readonly home: string;
  /** Why a command was refused, in the device's words; undefined when it was not. */
  refusal(output: string): string | undefined;
}

/**
 * ZTE's ZXA10, after what users publish of C300 and C320: prompts `name>`, `name#`, `name(config-if)#`; refusals are
 * `%Error 20202: …` and `%Code 32310-GPONSRV : …`, of which one only says that a list is empty.
 */
export const zxan: CliDialect = {
  prompt: /(?:^|[\r\n])(?<name>[\w.@/-]{1,64})(?:\((?<mode>[\w-]{1,40})\))?(?<mark>[>#]) ?$/,
  more: /[ \r\n]*--More--[ \r]*$/,
  confirm: /\[(?:yes\/no|y\/n)\]\s*:?\s*$/i,
  enable: { command: 'enable', ask: /(?:^|[\r\n])Password: ?$/i },
  manners: ['terminal length 0'],
  home: 'end',
  refusal(output) {
    const line = /^\s*%\s?(?!Info\b)\S.*$/m.exec(output)?.[0].trim();
    return line === undefined || line.includes('No related information to show') ? undefined : line;
  },
};
