/**
 * What is found while the files are read: problems, which end the run before it changes anything, and what is worth a
 * look. Each names its file and, where there is one, its line.
 */
import { Failure, shortened } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Report } from '../report/report.ts';

const MOST_SHOWN = 50;

export class Findings {
  private readonly problems: string[] = [];
  private readonly oddities: string[] = [];

  /** @param where a path, or a path and a line: `labels.jsonl:12` @param what goes on after it */
  problem(where: string, what: string): void {
    this.problems.push(`${where}: ${what}`);
  }

  oddity(where: string, what: string): void {
    this.oddities.push(`${where}: ${what}`);
  }

  /** @throws Failure with all problems, if there are any */
  refuse(): void {
    const count = this.problems.length;
    if (count > 0) {
      throw new Failure('failed', 'Dataset refused', [
        `The data set has ${count === 1 ? 'a problem' : `${count} problems`}. Nothing was sent, and nothing was changed:`,
        ...shortened(inOrder(this.problems).map(foreign), MOST_SHOWN),
        'Next: correct them in the repository, and run again.',
      ]);
    }
  }

  /** Tells what is worth a look; the run goes on. */
  tell(report: Pick<Report, 'warning'>): void {
    const count = this.oddities.length;
    if (count > 0) {
      report.warning('Images worth a look', [
        `${count === 1 ? 'One thing' : `${count} things`} in the data set may not be as it was meant; the run goes on:`,
        ...shortened(inOrder(this.oddities).map(foreign), MOST_SHOWN),
        'Next: nothing, if all of this is as you mean it.',
      ]);
    }
  }
}

/** Files are read side by side, so that what is found has no order of its own. */
function inOrder(lines: readonly string[]): string[] {
  return lines.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
