/** One at a time, round in turn: whoever was passed over asks again when the turn is free. */
export class Turns {
  #taken = false;
  #passedOver = new Set<() => void>();

  /** Whether the turn is free; if it is not, `again` is called once it is. */
  isFree(again: () => void): boolean {
    if (this.#taken) this.#passedOver.add(again);
    return !this.#taken;
  }

  take(): void {
    this.#taken = true;
  }

  giveBack(): void {
    this.#taken = false;
    const asking = this.#passedOver;
    this.#passedOver = new Set();
    for (const again of asking) again();
  }
}
