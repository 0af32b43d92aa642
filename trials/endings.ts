/**
 * When trainings and exports end. Seconds would be a race with the action, which a slow machine loses: they end when
 * the run says that it waits for them, or when the test says so.
 */
import type { Emulator } from '../emulator/emulator.ts';

/** For `trainingSeconds` and `exportSeconds`: it ends as soon as a run waits for it that is watched by `endWhatIsAwaited`. */
export const WHEN_AWAITED = Infinity;
export const ENDS_WHEN_AWAITED = { trainingSeconds: WHEN_AWAITED, exportSeconds: WHEN_AWAITED };
/** For the same: a day, which no run of a test lasts. The test ends it with `trainings.finish` or `exports.finish`. */
export const NOT_BY_ITSELF = 86_400;

/** Where several platforms are exported, each line begins with its own. */
const AWAITED =
  /^(?:(?<label>\w+)(?:\/\w+)?: )?Waiting for the (?<what>training|export) of iteration (?<id>[-0-9a-f]{36})(?: to (?<platform>\w+))?/;

/** @param line of the log of a run: ends what it waits for, if that is to end then */
export function endWhatIsAwaited({ service }: Emulator, line: string): void {
  const { label = '', what, id, platform = label } = AWAITED.exec(line)?.groups ?? {};
  const project = service.projects.all().find(({ iterations }) => iterations.some((one) => one.id === id));
  if (project === undefined || id === undefined) {
    return;
  }
  const { trainingSeconds, exportSeconds } = project.behavior;
  if (what === 'training' && trainingSeconds === WHEN_AWAITED) {
    service.trainings.finish(project.id, id);
  }
  if (what === 'export' && exportSeconds === WHEN_AWAITED) {
    service.exports.finish(project.id, id, platform);
  }
}
