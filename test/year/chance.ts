/**
 * What is left to chance: a number from 0 up to 1 that follows from a seed and the name of what is decided, so that one
 * decision more, or another order of them, changes no other (FNV-1a and a finalizer of MurmurHash3).
 */
export interface Chance {
  (name: string): number;
  /** A whole number from `from` to `to`, both included. */
  between(name: string, from: number, to: number): number;
  pick<T>(name: string, choices: readonly T[]): T;
}

export function chanceOf(seed: number): Chance {
  const roll = (name: string): number => {
    let hash = 2_166_136_261 ^ seed;
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16_777_619);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
  return Object.assign(roll, {
    between: (name: string, from: number, to: number) => from + Math.floor(roll(name) * (to - from + 1)),
    pick<T>(name: string, choices: readonly T[]): T {
      const picked = choices[Math.floor(roll(name) * choices.length)];
      if (picked === undefined) throw new Error(`nothing to pick for ${name}`);
      return picked;
    },
  });
}
