import type { Figures, StandingFigures } from '../contracts/figures.ts';
import type { Instant } from '../contracts/scalars.ts';

/** The figures of the base: those that stand, and the parts of those that are being reckoned. */
export interface FiguresBook {
  /** Keeps what one page of a run came to; asked again, it takes the place of what was kept. */
  keep(asOf: Instant, page: string, part: Figures): Promise<void>;
  /** The parts of a run. */
  parts(asOf: Instant): Promise<readonly Figures[]>;
  /** Lets figures stand, unless later ones do. */
  publish(figures: StandingFigures): Promise<void>;
  standing(): Promise<StandingFigures | undefined>;
}
