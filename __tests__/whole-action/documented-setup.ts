/**
 * What docs/SETUP.md says of signing in without secrets, in a form that tests can hold runs to.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const ROOT = path.join(import.meta.dirname, '..', '..');
const SETUP = readFileSync(path.join(ROOT, 'docs', 'SETUP.md'), 'utf8');

interface ExampleJob {
  readonly permissions: Readonly<Record<string, string>>;
  /** The step's `with:`. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** The job `train` of the example workflow that has OIDC alone. */
export function oidcExample(): ExampleJob {
  const yaml = /<!-- oidc example -->\s*```yaml\n([^]*?)```/.exec(SETUP)?.[1] ?? '';
  const { jobs } = parse(yaml) as {
    jobs: {
      train: { permissions: Record<string, string>; steps: { id?: string; with: Record<string, string> }[] };
    };
  };
  const inputs = jobs.train.steps.find(({ id }) => id === 'model')?.with ?? {};
  return { permissions: jobs.train.permissions, inputs };
}

export interface NeededAction {
  readonly step: string;
  readonly on: 'training' | 'queue' | 'container';
  /** Whole, as role definitions have it, but for what all of a provider begin with. */
  readonly dataAction: string;
  readonly leastRole: string;
  readonly withoutIt: string;
}

const PREFIX = {
  training: 'CustomVision/',
  queue: 'queueServices/queues/',
  container: 'blobServices/containers/',
} as const;

/** The table of what exactly is needed for which step. @param page below the repository */
export function neededActions(page = 'docs/SETUP.md'): NeededAction[] {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  const table = /<!-- roles -->([^]*?)<!-- \/roles -->/.exec(text)?.[1] ?? '';
  return table
    .split('\n')
    .filter((line) => line.includes('`'))
    .map((line) => {
      const [, step = '', on = '', action = '', leastRole = '', withoutIt = ''] = line
        .split('|')
        .map((cell) => cell.trim());
      const where = on as NeededAction['on'];
      return {
        step,
        on: where,
        dataAction: `${PREFIX[where]}${action.replaceAll('`', '')}`,
        leastRole,
        withoutIt,
      };
    });
}
