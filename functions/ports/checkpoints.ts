/** How far a consumer has come in an aggregate's history: the version it last handled. Never goes back. */
export interface Checkpoints {
  get(consumer: string, aggregateId: string): Promise<number>;
  advance(consumer: string, aggregateId: string, version: number): Promise<void>;
}
