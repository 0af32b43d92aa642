/**
 * What the service refuses because it is done already: the run joins it, and says nothing but a line in its log.
 */
import { REGULAR_TRAINING } from '../../../emulator/custom-vision/resource/project.ts';
import { iterationName } from '../../../src/train/iteration-name.ts';
import type { Trouble } from './trouble.ts';
import { attached } from './trouble.ts';

export const JOINED: readonly Trouble[] = [
  {
    name: 'TrainProject is answered 400 BadRequestTrainingAlreadyInProgress',
    title: null,
    answered: 'BadRequestTrainingAlreadyInProgress',
    status: 'succeeded',
    trained: 1,
    saysOnce: 'This run waits for its end, and then asks for a training of its own',
    arrange: ({ emulator, project }) => {
      emulator.service.trainings.train(project.projectId, REGULAR_TRAINING);
      emulator.service.projects.addImages(project.projectId, 1, project.project.tags[0]?.id);
      return {};
    },
  },
  {
    name: 'a name that a training of the same run has already, which failed',
    title: null,
    answered: 'BadRequestIterationNameNotUnique',
    status: 'succeeded',
    trained: 1,
    saysOnce: 'Started the training of iteration',
    arrange: (scene) => {
      const regular = { trainingType: 'Regular', reservedBudgetHours: 0, selectedTags: [] } as const;
      attached(scene, { name: iterationName('4711', regular), status: 'Failed' });
      return { inputs: { 'when-unchanged': 'retrain' } };
    },
  },
  {
    name: 'figures that no rule needs, and that the service does not have',
    title: null,
    answered: 'NotFoundIterationPerformance',
    status: 'succeeded',
    saysOnce: 'could not be read: GetIterationPerformance was answered 404 NotFoundIterationPerformance.',
    arrange: (scene) => ({ inputs: attached(scene, { lateFigures: Infinity }).inputs }),
  },
  {
    name: 'ExportIteration is answered 400 BadRequestExportAlreadyInProgress',
    title: null,
    answered: 'BadRequestExportAlreadyInProgress',
    status: 'succeeded',
    saysOnce: 'Waiting for the export',
    arrange: (scene) => {
      const fault = { status: 400, when: 'after', code: 'BadRequestExportAlreadyInProgress' } as const;
      scene.emulator.faults.add({ operation: 'ExportIteration', fault });
      return { inputs: attached(scene).inputs };
    },
  },
];
