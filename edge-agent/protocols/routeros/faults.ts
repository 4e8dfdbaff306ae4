/** The router answered, and it was no: the words of its `!trap`. */
export class RouterRefusal extends Error {
  override readonly name = 'RouterRefusal';
  /** 0 missing item or command, 1 argument value, 2 interrupted, 3 scripting, 4 general, 5 API, 6 terminal, 7 return. */
  readonly category: number | undefined;

  constructor(words: string, category?: number) {
    super(words);
    this.category = category;
  }
}

/** The router let nobody in under this name and password. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
}

/** There is no line to the router, or it broke. */
export class LineFault extends Error {
  override readonly name = 'LineFault';
  /** The command had left: the router may have obeyed it. */
  readonly sent: boolean;

  constructor(words: string, sent: boolean) {
    super(words);
    this.sent = sent;
  }
}
