/**
 * What a dry run has read, and the form of the plan that follows from it.
 */
import type { Export, Tag } from '../custom-vision/entities.ts';
import type { WorkflowRun } from '../github/workflow-run.ts';
import type { Assessment } from '../judge/judge-iteration.ts';
import type { CheckedProject } from '../project/checked-project.ts';
import type { decideIntegration } from '../project/integrate.ts';

/** A step of a run, as it would be taken. */
export interface PlanStep {
  /** What it is about. */
  readonly about: string;
  /** What would become of that, in a few words. */
  readonly outcome: string;
  /** Why, and under which condition: sentences, and foreign text as `foreign` writes it. */
  readonly lines: readonly string[];
}

/** Whether an artifact of a name is there; nobody could say it where the artifact service is in trouble. */
export type NameState = 'free' | 'taken' | 'not known';

/** What a dry run has read. */
export interface Findings extends Omit<CheckedProject, 'tags'> {
  readonly workflow: Pick<WorkflowRun, 'runId' | 'attempt'>;
  /** As the decision of a run has it; `null` for a project that is to be created. */
  readonly integration: ReturnType<typeof decideIntegration> | null;
  /** With the images that they have now. */
  readonly tags: readonly Tag[];
  /** Of the iteration that is used, or may be; none of one that is not trained. */
  readonly exports: readonly Export[];
  /** Of that iteration, too; `null` where it is not trained, or where its figures could not be read. */
  readonly assessment: Assessment | null;
  /** By the names that the artifacts would have; `null` where nothing is uploaded. */
  readonly artifacts: ReadonlyMap<string, NameState> | null;
}
