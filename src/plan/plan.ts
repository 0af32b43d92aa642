/**
 * What a run would do: a pure function of what was read, by the same decisions that a run makes. It changes nothing.
 */
import type { Project } from '../custom-vision/entities.ts';
import type { NewProject } from '../custom-vision/resource-api.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { described } from '../project/domains.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import { courseOf, mayTrain } from './course.ts';
import type { Findings, PlanStep } from './findings.ts';
import { artifactSteps, exportSteps, gateStep } from './models.ts';
import { rightsStep } from './rights.ts';
import { roomStep } from './room.ts';
import { trainingStep } from './training.ts';

const NO_TIME: PlanStep = {
  about: 'Time',
  outcome: 'none to wait',
  lines: [
    'timeout-minutes is 0: a run would start what can be started without a wait, and end with the status pending. A later run picks it up.',
  ],
};

export function planOf(findings: Findings, inputs: Inputs): PlanStep[] {
  const { project, iterations } = findings;
  if (!('id' in project)) {
    return [...newProjectSteps(project), rightsStep(inputs, true)];
  }
  const course = courseOf(findings, inputs);
  return [
    {
      about: 'Project',
      outcome: 'used as it is',
      lines: [`The project ${project.id} is there. Its name:`, foreign(project.name)],
    },
    integrationStep(project, findings.integration),
    trainingStep(course, findings, inputs),
    ...(mayTrain(course) ? [roomStep(iterations, inputs)] : []),
    gateStep(course, findings.assessment, inputs.gate),
    ...exportSteps(course, findings, inputs.platforms),
    ...artifactSteps(course, findings, inputs),
    rightsStep(inputs, false),
    ...(inputs.timeoutMinutes === 0 ? [NO_TIME] : []),
  ];
}

function newProjectSteps({ name, domain }: NewProject): PlanStep[] {
  return [
    {
      about: 'Project',
      outcome: 'created',
      lines: [
        `There is no project of the name ${quoted(name)}: a run would create it, in the domain`,
        foreign(described(domain)),
        'Nothing else can be known of it before.',
      ],
    },
    {
      about: 'Storage',
      outcome: 'set',
      lines: ['The project would be created with this queue and this container.'],
    },
    {
      about: 'Training',
      outcome: 'refused by the service',
      lines: [
        'A new project has no images, so the service would not train it: the run would end red, with the title "Too few images or tags".',
        'Next: run without dry-run to have the project created, upload images to it and tag them, and run again.',
      ],
    },
  ];
}

function integrationStep(project: Project, integration: Findings['integration']): PlanStep {
  const about = 'Storage';
  switch (integration) {
    case 'replaced':
      return {
        about,
        outcome: 'replaced',
        lines: [
          'replace-integration is true: a run would re-point the project to the queue and container of the inputs. It is integrated with:',
          foreign(`queue ${project.notificationQueueUri ?? '(none)'}`),
          foreign(`container ${project.exportModelContainerUri ?? '(none)'}`),
          'Whoever relies on these would get nothing any more.',
        ],
      };
    case 'set':
      return {
        about,
        outcome: 'set',
        lines: [
          'The project lacks a queue or a container: a run would set those of the inputs, and wait up to a minute for the test message of the service.',
          'Whether the identity of the training resource may write to them shows only then.',
        ],
      };
    default:
      return {
        about,
        outcome: 'kept',
        lines: ['The project is integrated with this queue and container already.'],
      };
  }
}
