/**
 * Keeps what the summary tells of a run that publishes, while it goes on.
 */
import { Failure, type Status } from '../report/failure.ts';
import { showSummary } from '../summary/write-summary.ts';
import type { PublishInputs } from './inputs.ts';
import type { PublishServices } from './run.ts';
import type { Seen } from './smoke-test.ts';
import { summaryOf, type Told } from './summary.ts';

export class PublishStory {
  /** Its name is foreign text; the id is empty until the run knows the project. */
  project: Told['project'] = { name: '', id: '' };
  plan: readonly string[] = [];
  seen: Seen | null = null;
  away: Told['away'] = null;
  private readonly inputs: PublishInputs;
  private readonly services: PublishServices;

  constructor(inputs: PublishInputs, services: PublishServices) {
    this.inputs = inputs;
    this.services = services;
  }

  /** Writes the summary, if the run came to know its project. @param error why the run ended early */
  async end(status: Status, error?: unknown): Promise<void> {
    const { inputs, services, project, plan, seen, away } = this;
    const { outputs } = services;
    if (project.id === '') {
      return;
    }
    const summary = summaryOf({
      ...{ status, inputs, project, plan, seen, away },
      said: error instanceof Failure ? { title: error.title, lines: error.message.split('\n') } : null,
      iterationId: outputs.get('iterationId'),
      previousIterationId: outputs.get('previousIterationId'),
      changed: outputs.get('changed') === 'true',
    });
    await showSummary(summary, services);
  }
}
