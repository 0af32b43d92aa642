/**
 * Plans of what a dry run has found, and their steps, for tests.
 */
import type { Inputs } from '../../../src/inputs/inputs.ts';
import type { Findings, PlanStep } from '../../../src/plan/findings.ts';
import { planOf } from '../../../src/plan/plan.ts';
import { fakeFindings } from '../../../trials/fakes/fake-findings.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';

export function plan(findings: Partial<Findings> = {}, inputs: Partial<Inputs> = {}): PlanStep[] {
  return planOf(fakeFindings(findings), fakeInputs(inputs));
}

/** A step, by the beginning of what it is about: its outcome, and its lines. */
export function step(about: string, steps: readonly PlanStep[]): { outcome: string; said: string } {
  const found = steps.find((one) => one.about.startsWith(about));
  return { outcome: found?.outcome ?? 'no such step', said: found?.lines.join('\n') ?? '' };
}

export const again = (outcome: string): string => `${outcome}, if the newest iteration is used again`;
