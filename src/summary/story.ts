/**
 * Keeps what the summary tells of a run while it goes on: its steps with their times, and how it ended.
 */
import type { Inputs } from '../inputs/inputs.ts';
import type { ComparedMetrics } from '../judge/metrics.ts';
import { metricsInOneLine } from '../judge/metrics-line.ts';
import type { PlanStep } from '../plan/findings.ts';
import { Failure, type Status } from '../report/failure.ts';
import { howToGoOn } from '../report/going-on.ts';
import type { ResourceServices } from '../services.ts';
import { chosenInputs } from './inputs-table.ts';
import { type Story, summaryOf, verdict } from './summary.ts';
import { writeSummary } from './write-summary.ts';

const UNEXPECTED = new Failure('failed', 'Unexpected error', [
  'This should not have happened. Please report it, with the lines of its annotation.',
  'Next: run the workflow again, it picks up where this run stopped.',
]);

export class RunStory {
  /** Foreign text. */
  projectName = '';
  /** What a dry run has foretold. */
  plan: readonly PlanStep[] | null = null;
  private readonly steps: { readonly name: string; readonly ms: number }[] = [];
  private readonly inputs: Inputs;
  private readonly services: ResourceServices;

  constructor(inputs: Inputs, services: ResourceServices) {
    this.inputs = inputs;
    this.services = services;
  }

  /** Takes a step of the run, whose lines the runner folds under this name. */
  async step<T>(name: string, take: () => Promise<T>): Promise<T> {
    return await this.timed(name, () => this.services.report.group(name, take));
  }

  /** As `step`, for one whose parts are folded each by itself: the runner folds nothing inside of a fold. */
  async timed<T>(name: string, take: () => Promise<T>): Promise<T> {
    const { clock } = this.services;
    const began = clock.now();
    return await take().finally(() => this.steps.push({ name, ms: clock.now() - began }));
  }

  /** Writes the summary, and the figures as the last line of the log. @param error why the run ended early */
  async end(status: Status, error?: unknown): Promise<void> {
    const story = this.told(status, error);
    if (story.metrics !== null) {
      this.services.report.info(
        `${verdict(story)}. Iteration ${story.iterationId}: ${metricsInOneLine(story.metrics)}.`,
      );
    }
    await writeSummary(summaryOf(story), this.services);
  }

  private told(status: Status, error: unknown): Story {
    const { outputs, inbox, resource } = this.services;
    const { project } = this.inputs;
    const metrics = outputs.get('metrics');
    return {
      status,
      said: error === undefined ? null : this.saidOf(error),
      projectName: this.projectName || ('name' in project ? project.name : ''),
      projectId: outputs.get('projectId') || ('id' in project ? project.id : ''),
      iterationId: outputs.get('iterationId'),
      trained: outputs.get('trained') === 'true',
      gate: this.inputs.gate,
      metrics: metrics === '' ? null : (JSON.parse(metrics) as ComparedMetrics),
      models: outputs.models,
      steps: this.steps,
      plan: this.plan,
      looks: inbox.lookCount,
      calls: resource.sent,
      chosen: chosenInputs(this.inputs),
    };
  }

  /** What the annotation says; of an error that nobody has expected, it says more. */
  private saidOf(error: unknown): Story['said'] {
    const { title, message } = error instanceof Failure ? error : UNEXPECTED;
    return {
      title,
      lines: [...message.split('\n'), ...howToGoOn(error, this.inputs, this.services.outputs)],
    };
  }
}
