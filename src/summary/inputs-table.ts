/**
 * The inputs that are not the default, as the user may have to look them up: none that is secret, or names a person.
 */
import { formatTarget } from '../custom-vision/platforms.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { formatIteration } from '../inputs/iteration-choice.ts';
import { DEFAULTS } from '../inputs/read-inputs.ts';
import { cell, code, folded, table } from './html.ts';

/** Secrets, people, and what the summary tells anyway, or nobody chooses. */
const LEFT_OUT = [
  ...['endpoint', 'training-key', 'client-id', 'tenant-id', 'notification-email'],
  ...['project', 'queue', 'container', 'storage-account-key'],
];

/** Each with its value as text; `""` where it is not given. */
export function chosenInputs({
  thresholds,
  gate,
  platforms,
  iterationId,
  ...inputs
}: Inputs): [string, string][] {
  const { minimums, ...rules } = gate;
  const all: Readonly<Record<string, unknown>> = {
    ...inputs,
    platforms: platforms.map(formatTarget),
    iterationId: iterationId === null ? null : formatIteration(iterationId),
    metricsThreshold: thresholds.threshold,
    metricsOverlapThreshold: thresholds.overlapThreshold,
    minimumPrecision: minimums.precision,
    minimumRecall: minimums.recall,
    minimumAveragePrecision: minimums.averagePrecision,
    ...rules,
  };
  return Object.entries(all)
    .map(([key, value]): [string, string] => [nameOf(key), textOf(value)])
    .filter(([name, text]) => !LEFT_OUT.includes(name) && text !== (DEFAULTS[name] ?? ''));
}

export function inputsTable(chosen: readonly (readonly [string, string])[]): string {
  const rows = chosen.map(([name, text]) => [cell(name), cell(code(text))]);
  return folded('Inputs that are not the default', table(['Input', 'Value'], rows));
}

/** `retryFailed` is `retry-failed`. */
function nameOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    return value.join(', ');
  }
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}
