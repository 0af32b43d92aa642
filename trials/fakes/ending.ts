/** How a run in this process has ended. */
import { Failure } from '../../src/report/failure.ts';

/** @returns its status, and its failure if it is one; any other error is a fault of the code, and thrown */
export async function endOf<Ended>(
  run: Promise<Ended>,
): Promise<readonly [status: Ended | Failure['status'], failure: Failure | undefined]> {
  try {
    return [await run, undefined];
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    return [error.status, error];
  }
}
