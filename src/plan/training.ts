/**
 * The training that a run would start, wait for, or do without.
 */
import type { Iteration } from '../custom-vision/entities.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { quoted } from '../report/foreign-text.ts';
import { startedBy, tellsOtherInputs } from '../train/iteration-name.ts';
import { fewImages } from '../train/refusals.ts';
import { type Course, mayTrain } from './course.ts';
import type { Findings, PlanStep } from './findings.ts';

const PAID = 'a run would start a training, which is paid for.';
const WHATEVER_CHANGED = 'a run would start a training, which is paid for, whether or not anything changed.';

type Known = Pick<Findings, 'project' | 'iterations' | 'domains' | 'tags' | 'selectedTags'>;

export function trainingStep(course: Course, known: Known, inputs: Inputs): PlanStep {
  const { outcome, lines } = told(course, { ...inputs, selectedTags: known.selectedTags });
  return {
    about: 'Training',
    outcome,
    lines: [...lines, ...(mayTrain(course) ? [whatIsTrained(known, inputs), ...tooFew(known)] : [])],
  };
}

function told(course: Course, inputs: Inputs): Omit<PlanStep, 'about'> {
  switch (course.kind) {
    case 'attaches':
      return used(course.iteration, `iteration-id names iteration ${course.iteration.id}`);
    case 'goes on':
      return used(
        course.iteration,
        `an earlier attempt of this workflow run started that of iteration ${course.iteration.id}, with the same inputs`,
      );
    case 'trains':
      return {
        outcome: course.awaited === undefined ? 'started' : 'started, after the end of the one that runs',
        lines: [
          ...awaited(course.awaited),
          course.why === 'forced'
            ? `when-unchanged is retrain: ${WHATEVER_CHANGED}`
            : `The project has no trained iteration yet, so ${PAID}`,
        ],
      };
    case 'tries again':
      return {
        outcome: 'started',
        lines: [
          `The training of iteration ${course.failed.id}, the newest one, failed, and retry-failed is true: ${WHATEVER_CHANGED}`,
        ],
      };
    case 'asks':
      return {
        outcome:
          course.awaited === undefined
            ? 'started if something changed'
            : 'awaited, and then started if something changed since',
        lines: [...awaited(course.awaited), ...ifChanged(course, inputs)],
      };
  }
}

function used({ state }: Iteration, because: string): Omit<PlanStep, 'about'> {
  if (state === 'failed') {
    const ends =
      'a run would end red with it, unless retry-failed is true and it was not tried once more yet';
    return {
      outcome: 'failed',
      lines: [`No training would be started: ${because}, and it failed; ${ends}.`],
    };
  }
  return state === 'completed'
    ? { outcome: 'not started', lines: [`No training would be started: ${because}, and it is trained.`] }
    : {
        outcome: 'awaited',
        lines: [
          `No training would be started: ${because}. It is being trained, and a run would wait for its end.`,
        ],
      };
}

function awaited(iteration: Iteration | undefined): string[] {
  return iteration === undefined
    ? []
    : [
        `Iteration ${iteration.id} is being trained; it is a training ${startedBy(iteration)}. A run would wait for its end before it asks for its own, because that one may have begun before the newest images were added.`,
      ];
}

function ifChanged(
  { newest, uses }: Extract<Course, { kind: 'asks' }>,
  { whenUnchanged, ...inputs }: Inputs,
): string[] {
  const { id, name, state } = newest;
  const otherwise = uses
    ? `If nothing changed, a run would use iteration ${id} again${state === 'running' ? ', if its training ends well' : ''} (when-unchanged: reuse).`
    : `If nothing changed, a run would end red, with the title ${quoted(whenUnchanged === 'reuse' ? 'Training failed before' : 'Nothing changed')}${state === 'failed' ? `: the training of iteration ${id} failed` : ''} (when-unchanged: ${whenUnchanged}).`;
  return [
    `The newest iteration is ${id}. Whether images, tags or settings changed since its training began is not known: the service says it only when it is asked for a training, and a dry run does not ask.`,
    `If something changed, ${PAID}`,
    otherwise,
    ...(tellsOtherInputs(name, inputs)
      ? [
          'By its name that iteration was trained with other training inputs than these; whether the service compares them is not documented.',
        ]
      : []),
  ];
}

function whatIsTrained({ tags, selectedTags }: Known, inputs: Inputs): string {
  const { trainingType, reservedBudgetHours, notificationEmail } = inputs;
  const learned = tags.filter(({ negative }) => !negative).length;
  const which =
    selectedTags.length > 0
      ? `${selectedTags.length} of its ${learned} tags`
      : `all of its tags (${learned} now)`;
  const budget = trainingType === 'Advanced' ? ` of at most ${reservedBudgetHours} h` : '';
  const told =
    notificationEmail === null ? '' : '; when it ends, the service would write to notification-email';
  return `A training would be ${trainingType}${budget}, on ${which}${told}.`;
}

/** The service refuses a training of too few images, which costs nothing. */
function tooFew({ project, domains, tags, selectedTags }: Known): string[] {
  if (!('id' in project)) {
    return [];
  }
  const wanted = tags.filter(({ id }) => selectedTags.length === 0 || selectedTags.includes(id));
  const domain = domains.find(({ id }) => id === project.domainId);
  const few = fewImages(wanted, domain, project);
  return few.length === 0
    ? []
    : [
        ...few,
        'The service would then refuse to train, and the run would end red, with the title "Too few images or tags".',
      ];
}
