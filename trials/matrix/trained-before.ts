/**
 * What was trained before a cell of a matrix is played: iterations that make room for the next one, and one that stays.
 */
import type { Iteration, Project } from '../../emulator/custom-vision/resource/project.ts';
import type { CustomVisionService } from '../../emulator/custom-vision/resource/resource.ts';

/** For `keep-iterations`: of the three, one goes before the start of the training, and one after it. */
export const KEEP = 2;

/** Adds them, the oldest first, and an image that none of them has seen. */
export function addTrained(service: CustomVisionService, project: Project): Iteration[] {
  const trained = [1, 2, 3].map(() => service.trainings.add(project.id));
  service.projects.addImages(project.id, 1, project.tags[0]?.id);
  return trained;
}

/** What a run that trains has to have left of them: the newest one, whatever happened. */
export function roomObjections(trained: readonly Iteration[], { iterations }: Project): string[] {
  const newest = trained.at(-1);
  return newest === undefined || iterations.includes(newest)
    ? []
    : [`iteration ${newest.id} was deleted, the newest that was trained before`];
}
