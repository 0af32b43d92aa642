/**
 * The status of a project. One that is being imported, or whose import failed, may lack images, tags or settings: what a
 * training of it would learn, nobody knows.
 */
import type { Project } from '../custom-vision/entities.ts';
import { Failure } from '../report/failure.ts';
import type { Report } from '../report/report.ts';
import type { Clock, Deadline } from '../time/clock.ts';

/** A large project is imported within minutes. Some imports that failed say `Importing` for months. */
const LONGEST_IMPORT_MS = 10 * 60_000;
const PAUSE_MS = 10_000;

interface Patience {
  readonly clock: Clock;
  /** Of the run, where it has one. */
  readonly deadline?: Deadline;
  readonly signal: AbortSignal;
  readonly report: Report;
}

/**
 * Reads the project, and waits if it is being imported.
 * @param read gives the project as it is now
 * @throws Failure if it does not become ready, or is read-only
 */
export async function readReadyProject(
  read: () => Promise<Project>,
  { clock, deadline, signal, report }: Patience,
): Promise<Project> {
  const until = Math.min(clock.now() + LONGEST_IMPORT_MS, deadline?.at ?? Infinity);
  let project = await read();
  if (project.status === 'Importing') {
    report.info(`The project ${project.id} is being imported: waiting for the end of that.`);
  }
  while (project.status === 'Importing' && clock.now() < until) {
    await clock.sleep(Math.min(PAUSE_MS, until - clock.now()), signal);
    project = await read();
  }
  refuseUnready(project);
  refuseReadOnly(project);
  return project;
}

/** @param more follows what is said of the project @throws Failure if the service takes no change of it */
export function refuseReadOnly({ id, readOnly }: Project, more = ''): void {
  if (readOnly) {
    throw new Failure('failed', 'Project is read-only', [
      `The project ${id} is read-only: the service has its disaster recovery mode on.${more}`,
      'Next: run again when the service has recovered.',
    ]);
  }
}

/** @throws Failure if the project is being imported, or if its import failed */
export function refuseUnready({ id, status }: Project): void {
  if (status !== 'Importing' && status !== 'Failed') {
    return;
  }
  throw new Failure('failed', 'Project is not ready', [
    status === 'Failed'
      ? `The project ${id} has the status Failed: it was imported, and that failed. Nothing was trained or changed.`
      : `The project ${id} has the status Importing: it is still being imported, or its import got stuck. Nothing was trained or changed.`,
    status === 'Failed'
      ? 'Next: import it anew, or create another project and upload the images to it; then give the id of that as project-id, and delete this one.'
      : 'Next: run again when the portal shows the project with all of its images; if it stays so, import it anew, and give the id of the new project as project-id.',
  ]);
}
