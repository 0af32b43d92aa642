/** What is not known of the live service, as far as a run succeeds under either answer; see `ProjectBehavior`. */
import type { ProjectBehavior } from '../../emulator/custom-vision/resource/behavior.ts';

const SERVICE = {
  messageEncoding: ['plain', 'base64'],
  contentCase: ['Content', 'content'],
  urisEchoedBy: ['both', 'v3.3', 'v3.4-preview'],
  dates: ['usual', 'utc', 'zoneless'],
  unsetMembers: ['usual', 'null', 'empty', 'absent'],
  packaging: ['zip', 'bare'],
  backup: ['written', 'missing'],
  backupNames: ['shared', 'distinct'],
  downloadUris: ['absolute', 'relative'],
  artifactsServedBy: ['both', 'v3.4-preview'],
  notifications: ['deliver', 'duplicate'],
  notifyLeadSeconds: [0, 2],
} satisfies { [Name in keyof ProjectBehavior]?: ProjectBehavior[Name][] };

export const UNKNOWNS = {
  ...SERVICE,
  /** What the run exports: a flavor can be in a blob's name, and its absence is a member without a value. */
  platforms: ['ONNX', 'ONNX/ONNX12'],
  /** `exported`: somebody exports another flavor of the platform just before the run does. */
  otherFlavor: ['none', 'exported'],
};

type Answers = typeof UNKNOWNS;
export type Combination = { readonly [Name in keyof Answers]: Answers[Name][number] };

export function behaviorOf({
  platforms: _,
  otherFlavor: __,
  ...behavior
}: Combination): Partial<ProjectBehavior> {
  return behavior;
}

/** In the order of the table. */
export function answersOf(combination: Combination): string[] {
  return Object.keys(UNKNOWNS).map((name) => `${name} ${String(combination[name as keyof Answers])}`);
}

/** Every two answers that meet in one of the combinations, each pair once, sorted. */
export function pairsMetIn(combinations: readonly Combination[]): string[] {
  const pairs = combinations.map(answersOf).flatMap(pairsOf);
  return [...new Set(pairs)].sort();
}

/** Every two answers to different unknowns, sorted. */
export function allPairs(): string[] {
  const answers = Object.entries(UNKNOWNS).map(([name, all]) => all.map((answer) => `${name} ${answer}`));
  const pairs = answers.flatMap((ours, index) =>
    answers
      .slice(index + 1)
      .flatMap((theirs) => ours.flatMap((one) => theirs.map((other) => pair(one, other)))),
  );
  return pairs.sort();
}

function pairsOf(answers: readonly string[]): string[] {
  return answers.flatMap((one, index) => answers.slice(index + 1).map((other) => pair(one, other)));
}

function pair(one: string, other: string): string {
  return `${one} + ${other}`;
}
