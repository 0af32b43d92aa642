/**
 * A cell of a matrix: one thing that goes wrong at one moment, and what has to hold all the same.
 */
export interface Cell {
  /** Unique, and without blanks: it is what `--only` takes. */
  readonly name: string;
  play(): Promise<Verdict>;
}

export interface Verdict {
  /** What does not hold; empty where everything does. */
  readonly objections: readonly string[];
  /** From the signal to the end of the process, where the cell sends one. */
  readonly exitMs?: number;
}

/** An objection, where something does not hold. */
export function unless(holds: boolean, objection: string): string[] {
  return holds ? [] : [objection];
}

/** Plays some cells side by side. @param onEnd is told of each as it ends; an error is an objection like any other */
export async function playAll(
  cells: readonly Cell[],
  lanes: number,
  onEnd: (cell: Cell, verdict: Verdict) => void,
): Promise<void> {
  const waiting = [...cells];
  const lane = async (): Promise<void> => {
    for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) {
      onEnd(cell, await verdictOf(cell));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

export async function verdictOf(cell: Cell): Promise<Verdict> {
  try {
    return await cell.play();
  } catch (error) {
    return { objections: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}
