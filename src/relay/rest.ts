/**
 * At rest: the relay disables its own workflow when nothing is in flight, so that it costs nothing until a run that
 * leaves a training enables it again. A training may begin just then, so it looks once more.
 */
import { isIdle, keyOf } from './ends.ts';
import { readFleet } from './reconcile.ts';
import type { RelayRun } from './run.ts';
import type { Swept } from './sweep.ts';

/** @returns whether the workflow is disabled now @throws RunsError; the signal's reason */
export async function rest(swept: Swept, run: RelayRun): Promise<boolean> {
  const { fleet, outcomes, githubTrouble, full } = swept;
  const { runs, workflow } = run;
  const mayRest =
    fleet !== null &&
    fleet.trouble === null &&
    fleet.running === 0 &&
    githubTrouble === null &&
    !full &&
    isIdle(outcomes);
  if (!mayRest || workflow === null) {
    return false;
  }
  await runs.setEnabled(workflow, false);
  const known = new Set(fleet.ended.map(keyOf));
  const now = await readFleet(run);
  if (now.trouble === null && now.running === 0 && now.ended.every((one) => known.has(keyOf(one)))) {
    return true;
  }
  await runs.setEnabled(workflow, true);
  return false;
}
