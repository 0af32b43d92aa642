/**
 * What the training API and the gateway before it refuse: each code that this action knows, and each kind that it
 * does not.
 */
import { DETECTION_GENERAL_COMPACT } from '../../../emulator/custom-vision/resource/domains.ts';
import type { ErrorHeading } from '../../../src/report/headings.ts';
import { attached, type Scene, type Trouble } from './trouble.ts';

type Operation = 'GetProject' | 'UpdateProject' | 'CreateProject' | 'TrainProject' | 'ExportIteration';

const NAME = 'Nuts and bolts';
/** Both versions of the API, and each attempt. */
const EVERY_TIME = 99;

/** What the run was doing, in its own words, and how it comes to do so. */
const DOING: Readonly<
  Record<Operation, { words: (scene: Scene) => string; inputs?: (scene: Scene) => Record<string, string> }>
> = {
  GetProject: { words: ({ project }) => `read the project ${project.projectId}` },
  UpdateProject: {
    words: ({ project }) => `integrate the project ${project.projectId} with queue and container`,
  },
  CreateProject: {
    words: () => `create the project "${NAME}"`,
    inputs: () => ({ 'project-id': '', 'project-name': NAME }),
  },
  TrainProject: { words: ({ project }) => `start the training of the project ${project.projectId}` },
  ExportIteration: {
    words: ({ project }) =>
      `start the export of iteration ${project.project.iterations[0]?.id ?? ''} to ONNX`,
    inputs: (scene) => attached(scene).inputs,
  },
};

function refused(
  operation: Operation,
  status: number,
  code: string | null,
  title: ErrorHeading,
  advice: string,
  more: Partial<Trouble> & { retryAfterSeconds?: number } = {},
): Trouble {
  const { words, inputs } = DOING[operation];
  const { retryAfterSeconds, ...rest } = more;
  const answer = code === null ? String(status) : `${status} ${code}`;
  return {
    name: `${operation} is answered ${answer}${retryAfterSeconds === undefined ? '' : ', and when to come again'}`,
    title,
    code: code ?? String(status),
    status: operation === 'ExportIteration' ? 'export-failed' : 'failed',
    seed: { integrated: operation !== 'UpdateProject' },
    says: (scene) => [
      `Could not ${words(scene)}: the service answered ${answer}.\n| Thus it says.\nRequest id, for support:\n`,
      advice,
    ],
    arrange: (scene) => {
      scene.emulator.faults.add({
        operation,
        times: EVERY_TIME,
        fault: {
          status,
          when: 'before',
          message: 'Thus it says.',
          ...(code === null ? {} : { code }),
          ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
        },
      });
      return { inputs: inputs?.(scene) ?? {} };
    },
    ...rest,
  };
}

const TOO_FEW: readonly Trouble[] = [
  '',
  'Classification',
  'MultiClassClassification',
  'MultiLabelClassification',
  'Detection',
].map((kind) =>
  refused(
    'TrainProject',
    400,
    `BadRequest${kind}TrainingValidationFailed`,
    'Too few images or tags',
    '\nImages of each tag, the fewest first:\n| 2: nut\n| 7: bolt\nNext: add images or tags',
    {
      seed: {
        integrated: true,
        tags: [
          { name: 'bolt', images: 7 },
          { name: 'nut', images: 2 },
        ],
      },
    },
  ),
);

const TROUBLE = 'Next: the service is in trouble: run again later';
const RATE = 'Next: the rate limit of the resource is used up';
const TRAINER = 'the role Cognitive Services Custom Vision Trainer';

export const REFUSALS: readonly Trouble[] = [
  ...TOO_FEW,
  refused('TrainProject', 400, 'BadRequestExceededQuota', 'Quota used up', 'Next: a quota of the resource'),
  refused(
    'TrainProject',
    400,
    'BadRequestDomainNotSupportedForAdvancedTraining',
    'Advanced training not possible',
    'Next: use training-type: Regular',
  ),
  refused(
    'TrainProject',
    400,
    'BadRequestReservedBudgetInHoursNotEnoughForAdvancedTraining',
    'Advanced training not possible',
    'Next: raise reserved-budget-hours',
  ),
  refused(
    'TrainProject',
    400,
    'BadRequestInvalidEmailAddress',
    'Request refused',
    'Next: check notification-email',
  ),
  refused(
    'TrainProject',
    403,
    'ForbiddenDRModeEnabled',
    'Project is read-only',
    'Next: the project is read-only',
  ),
  refused('TrainProject', 403, 'ForbiddenInvalid', 'Key or role refused', TRAINER),
  refused(
    'TrainProject',
    400,
    'BadRequestOperationNotSupported',
    'Request refused',
    'Next: see what the service says',
  ),
  refused('TrainProject', 429, null, 'Rate limit used up', RATE, { retryAfterSeconds: 3_600 }),
  refused('GetProject', 404, 'NotFoundProject', 'Project not found', 'Next: check project-id'),
  refused(
    'GetProject',
    404,
    'NotFound',
    'Project not found',
    '\nThe training resource that was asked for it:\n| http',
  ),
  refused(
    'TrainProject',
    400,
    'BadRequestRetiredDomainNotSupportedForTraining',
    'Wrong domain',
    'Next: change the domain in the settings',
  ),
  {
    name: 'TrainProject is refused in a project for detection that has a negative tag',
    title: 'Negative tag',
    code: 'BadRequestDetectionTrainingNotAllowNegativeTag',
    seed: {
      domain: DETECTION_GENERAL_COMPACT,
      tags: [
        { name: 'bolt', images: 16 },
        { name: 'nothing', images: 16, type: 'Negative' },
      ],
    },
    says: ({ project }) => [
      `\n| nothing (${project.project.tags[1]?.id ?? ''})\nNext: delete the negative tag`,
    ],
  },
  refused('GetProject', 401, null, 'Key or role refused', 'Next: check training-key'),
  refused(
    'GetProject',
    401,
    'PermissionDenied',
    'Key or role refused',
    `Next: give the identity of this workflow ${TRAINER}`,
  ),
  refused('GetProject', 403, null, 'Key or role refused', 'Next: check the network rules of the resource'),
  refused('GetProject', 404, null, 'Wrong endpoint', 'Next: check endpoint'),
  refused('GetProject', 429, null, 'Rate limit used up', RATE, {
    saysOnce: 'GetProject was answered 429; trying again.',
  }),
  refused('GetProject', 503, null, 'Service in trouble', TROUBLE, {
    saysOnce: 'GetProject was answered 503; trying again.',
  }),
  refused('GetProject', 500, 'ErrorUnknown', 'Service in trouble', TROUBLE, { retryAfterSeconds: 3_600 }),
  refused(
    'UpdateProject',
    400,
    'BadRequestInvalidUri',
    'Storage URI refused',
    'Next: check that queue and container exist',
  ),
  refused(
    'CreateProject',
    400,
    'BadRequestProjectName',
    'Project name refused',
    'Next: choose another project-name',
  ),
  refused(
    'CreateProject',
    400,
    'BadRequestProjectNameNotUnique',
    'Project name refused',
    'Next: the name is taken',
  ),
  refused(
    'CreateProject',
    400,
    'BadRequestExceedProjectLimit',
    'Quota used up',
    'Next: the resource has as many projects',
  ),
  refused('CreateProject', 403, null, 'Key or role refused', 'Cognitive Services Custom Vision Contributor'),
  refused(
    'ExportIteration',
    400,
    'BadRequestExportValidationFailed',
    'Platform not possible',
    'Next: choose another entry for platforms',
  ),
  refused(
    'ExportIteration',
    400,
    'BadRequestProjectUnsupportedExportPlatform',
    'Platform not possible',
    'Next: choose another entry for platforms',
  ),
  refused(
    'ExportIteration',
    400,
    'BadRequestExportPlatformNotSupportedForAdvancedTraining',
    'Platform not possible',
    'training-type: Regular',
  ),
  refused(
    'ExportIteration',
    400,
    'BadRequestIterationIsNotTrained',
    'Iteration not found',
    'Next: the iteration is not trained any more',
  ),
  refused(
    'ExportIteration',
    404,
    'NotFoundIteration',
    'Iteration not found',
    'Next: the iteration was deleted meanwhile',
  ),
  {
    name: 'TrainProject is refused in a project that holds as many iterations as it may',
    title: 'Too many iterations',
    code: 'BadRequestExceedIterationPerProjectLimit',
    says: ({ project }) => [
      `Could not start the training of the project ${project.projectId}: the service answered 400`,
      `the oldest first; they are not published, and none is the newest that is trained:\n| ${project.project.iterations[19]?.id ?? ''} Iteration 20 (trained, 2026-10-01)`,
      'nothing is ever deleted for you',
    ],
    arrange: ({ emulator, project }) => {
      for (let count = 0; count < 20; count += 1) {
        emulator.service.trainings.add(project.projectId, { created: Date.UTC(2026, 9, 20 - count) });
      }
      project.project.lastTrained = null;
      return {};
    },
  },
];
