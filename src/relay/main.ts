/**
 * The story of the relay: one sweep, what it came to, and its rest. It keeps nothing, so a run that is killed anywhere
 * leaves to the next one whatever it has not done.
 */
import { serviceFailure } from '../custom-vision/refusals.ts';
import { serviceTrouble as inWords } from '../custom-vision/service-error.ts';
import { RunsError } from '../github/workflow-runs.ts';
import { runsFailure } from '../github/runs-refusals.ts';
import { counted } from '../report/counted.ts';
import { shortened } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { RelayInputs } from './inputs.ts';
import { nextSteps, REASONS, turnless, type Why } from './reasons.ts';
import { rest } from './rest.ts';
import type { Outcome, RelayRun } from './run.ts';
import { RelayStory, type RelayServices } from './story.ts';
import { sweep, type Swept } from './sweep.ts';

const MOST_SHOWN = 50;
/** Nothing is kept, so each sweep would warn of these again, as long as a message is there; most often all is well. */
const QUIET: readonly Why[] = ['no such run', 'unnamed'];

/**
 * Runs to the end and sets every output but `status`.
 * @throws Failure if nothing at all could be done; the signal's reason when aborted
 */
export async function relay(
  inputs: RelayInputs,
  services: RelayServices & RelayRun,
): Promise<'succeeded' | 'dry-run'> {
  const story = new RelayStory(inputs, services);
  try {
    const swept = await sweep(inputs, services);
    story.tell(swept);
    tell(swept, services);
    refuseNothing(swept, services);
    if (inputs.disableWhenIdle && !inputs.dryRun) {
      story.rests = await restIfIdle(swept, services);
    }
    await story.end();
    return inputs.dryRun ? 'dry-run' : 'succeeded';
  } catch (error) {
    await story.end(error);
    throw error;
  }
}

/** A line for each training that ended, and a warning where somebody has to do something. */
function tell(
  { outcomes, messages, full, fleet, serviceTrouble, githubTrouble }: Swept,
  { report }: RelayRun,
): void {
  const shown = outcomes.filter(({ kind, why }) => kind !== 'delivered' && why !== 'no turn');
  const noTurn = outcomes.filter(({ why }) => why === 'no turn');
  report.info(
    `The queue shows ${counted(messages, 'message')}${full ? ', and there may be more behind them' : ''}. ${fleet === null ? 'The projects were not read through: that is not due.' : `The projects were read through: ${counted(fleet.running, 'iteration is', 'iterations are')} being trained.`}`,
  );
  shown.forEach((one) => {
    linesOn(one).forEach((line) => {
      report.info(line);
    });
  });
  if (shown.length + noTurn.length === 0) {
    report.info('No run waits for the end of a training that has ended.');
  }
  if (serviceTrouble !== null) {
    report.info(`The service did not tell all: ${inWords(serviceTrouble)}.`);
  }
  if (githubTrouble !== null) {
    report.info('GitHub did not answer all that it was asked:');
    report.info(foreign(githubTrouble.message));
  }
  const givenUp = outcomes.filter(({ kind, why }) => kind === 'given up' && !QUIET.includes(why));
  if (givenUp.length > 0) {
    report.warning('Run not resumed', [
      ...(noTurn.length > 0 ? [turnless(noTurn.length)] : []),
      ...shortened(givenUp.filter(({ why }) => why !== 'no turn').flatMap(linesOn), MOST_SHOWN),
      ...nextSteps(givenUp.map(({ why }) => why)),
    ]);
  }
}

function linesOn({ iterationId, runId, kind, why, said }: Outcome): string[] {
  const run = runId === null ? '' : ` of run ${runId}`;
  return [
    `Iteration ${iterationId}${run}: ${kind}. ${REASONS[why].text}`,
    ...(said === null ? [] : [foreign(said)]),
  ];
}

/** A sweep that got nowhere ends red, so that somebody learns of it; a limit passes, and the next sweep goes on. */
function refuseNothing(swept: Swept, { env }: RelayServices): void {
  const { serviceTrouble, githubTrouble, serviceAnswered, outcomes } = swept;
  const isNothing = outcomes.every(({ kind }) => kind !== 'resumed');
  if (serviceTrouble !== null && !serviceAnswered) {
    throw serviceFailure('ask which trainings have ended', serviceTrouble);
  }
  if (githubTrouble !== null && isNothing && githubTrouble.refusal !== 'limited') {
    throw runsFailure('go on with the runs whose trainings have ended', githubTrouble, env);
  }
}

async function restIfIdle(swept: Swept, services: RelayServices & RelayRun): Promise<boolean> {
  const { report, env } = services;
  try {
    const rests = await rest(swept, services);
    if (rests) {
      report.info(
        'Nothing is being trained, and nothing waits: this workflow has disabled itself. A run that leaves a training has to enable it again.',
      );
    }
    return rests;
  } catch (error) {
    if (!(error instanceof RunsError)) {
      throw error;
    }
    throw runsFailure('disable this workflow, or enable it again', error, env);
  }
}
