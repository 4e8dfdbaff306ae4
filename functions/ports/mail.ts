/** Sends one message. `key` makes a repeat within a day harmless where the carrier allows it. */
export interface Mail {
  send(message: { to: string; subject: string; text: string; key: string }): Promise<void>;
}
