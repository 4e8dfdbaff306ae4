import { type KeyboardEvent, type MouseEvent, useState } from 'react';

interface Row {
  readonly id: string;
}

/** Which rows of a list were chosen: one by one, or all that match what is sought, also those that are not here yet. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly isEverything: boolean;
  has(id: string): boolean;
  /** One row; with `ranges`, all from the one that was pressed before. */
  press(rows: readonly Row[], index: number, ranges: boolean): void;
  chooseThese(rows: readonly Row[]): void;
  chooseEverything(): void;
  clear(): void;
}

interface Chosen {
  readonly ids: ReadonlySet<string>;
  readonly isEverything: boolean;
  /** The row that was pressed last. */
  readonly anchor?: string;
}

const nothing: Chosen = { ids: new Set(), isEverything: false };

/** A selection of what `sought` finds; what was chosen of something else is forgotten. */
export function useSelection(sought: string): Selection {
  const [chosen, choose] = useState(nothing);
  const [of, setOf] = useState(sought);
  if (of !== sought) {
    setOf(sought);
    choose(nothing);
  }
  const { ids, isEverything } = chosen;
  return {
    ids,
    isEverything,
    has: (id) => isEverything || ids.has(id),
    press(rows, index, ranges) {
      const { id } = rows[index]!;
      const next = new Set(isEverything ? rows.map((row) => row.id) : ids);
      const chooses = !next.has(id);
      const anchor = ranges ? rows.findIndex((row) => row.id === chosen.anchor) : -1;
      const [from, to] = anchor === -1 ? [index, index] : [Math.min(anchor, index), Math.max(anchor, index)];
      for (const row of rows.slice(from, to + 1)) {
        // A range takes in whatever lies between, as in a list of files.
        if (chooses || anchor !== -1) next.add(row.id);
        else next.delete(row.id);
      }
      choose({ ids: next, isEverything: false, anchor: id });
    },
    chooseThese: (rows) => choose({ ids: new Set(rows.map(({ id }) => id)), isEverything: false }),
    chooseEverything: () => choose({ ...nothing, isEverything: true }),
    clear: () => choose(nothing),
  };
}

/** Chooses all rows that are here, or none. */
export function ChooseAll({
  label,
  rows,
  selection,
}: {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly selection: Selection;
}) {
  const isAll = selection.isEverything || (rows.length > 0 && selection.ids.size >= rows.length);
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={isAll}
      ref={(box) => {
        if (box !== null) box.indeterminate = !isAll && selection.ids.size > 0;
      }}
      onChange={() => (isAll ? selection.clear() : selection.chooseThese(rows))}
    />
  );
}

export function ChooseRow({
  label,
  index,
  isChosen,
  choose,
}: {
  readonly label: string;
  readonly index: number;
  readonly isChosen: boolean;
  readonly choose: (index: number, ranges: boolean) => void;
}) {
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={isChosen}
      onClick={(event: MouseEvent) => choose(index, event.shiftKey)}
      // The press itself decides, because only it knows of the shift key.
      onChange={() => undefined}
    />
  );
}

/** The space bar chooses the row whose link has the focus; with the shift key all from the one before. */
export function pressRow(
  event: KeyboardEvent<HTMLElement>,
  rows: readonly Row[],
  selection: Selection,
): void {
  const link = document.activeElement;
  if (event.key !== ' ' || !(link instanceof HTMLElement) || link.dataset['row'] === undefined) return;
  event.preventDefault();
  selection.press(rows, Number(link.dataset['row']), event.shiftKey);
}
