/**
 * Something that goes wrong, or that a run has to tell, and what the built action says of it.
 */
import type { Emulator, SeededProject, startEmulator } from '../../../emulator/emulator.ts';
import type { Status } from '../../../src/report/failure.ts';
import type { ErrorHeading, WarningHeading } from '../../../src/report/headings.ts';
import type { ScenarioOptions } from '../scenario.ts';

type Behavior = NonNullable<NonNullable<Parameters<typeof startEmulator>[0]>['behavior']>;

/** Where a trouble happens: an emulator and a project of its own, so that all can happen side by side. */
export interface Scene {
  readonly emulator: Emulator;
  readonly project: SeededProject;
  /** A folder of its own, removed at the end. */
  readonly folder: string;
  /** Called at the end. */
  readonly closing: (() => Promise<unknown>)[];
}

export interface Trouble {
  /** A sentence, unique. */
  readonly name: string;
  /** Of the annotation; `null`: there is none, the run goes on. */
  readonly title: ErrorHeading | WarningHeading | null;
  /** Code or status of the answer that it is about, where the message tells one. */
  readonly code?: string;
  /** Code of an answer of the service that nobody is told. */
  readonly answered?: string;
  /** How the run ends; default: `failed`. */
  readonly status?: Status;
  /** Trainings that the service has accepted from the run; default: none. */
  readonly trained?: number;
  /** Whether the annotation says what to do next; default: yes. */
  readonly next?: boolean;
  /** What the message says, each of them a part of it; at least one where there is a title. */
  readonly says?: (scene: Scene) => readonly string[];
  /** What the log says exactly once. */
  readonly saysOnce?: string;
  readonly seed?: Parameters<Emulator['addProject']>[0];
  readonly behavior?: Behavior;
  /** Whether the emulator has an Entra ID, and a storage of its own that takes its tokens. */
  readonly entra?: 'with storage' | 'alone';
  /** Needs signals or a shell. */
  readonly onPosix?: boolean;
  /** Sets it up. */
  readonly arrange?: (scene: Scene) => ScenarioOptions | Promise<ScenarioOptions>;
}

/** A project that can be trained at once, with an iteration that is trained. */
export function attached(
  { emulator, project }: Scene,
  seed: Parameters<Emulator['service']['trainings']['add']>[1] = {},
): { readonly id: string; readonly inputs: Record<string, string> } {
  const { id } = emulator.service.trainings.add(project.projectId, seed);
  return { id, inputs: { 'iteration-id': id } };
}
