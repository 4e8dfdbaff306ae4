/** One line of the story. */
export type Tell = (line: string) => void;

/** What was claimed does not hold: the story ends. */
export class Unproven extends Error {}

export function prove(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Unproven(otherwise);
}
