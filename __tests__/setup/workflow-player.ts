/**
 * Plays a workflow of this repository on this machine: its jobs in their order, `run` in a real shell, and the actions
 * that the test knows. What a hosted runner has already (a checkout, Node, packages) is here as well.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type Expression, ExpressionParser } from '../../scripts/template/expression-syntax.ts';
import { tokensOf } from '../../scripts/template/tokens.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const HERE_ALREADY = /^actions\/(checkout|setup-node)@/;

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'continue-on-error'?: boolean;
}
interface Job {
  readonly needs?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

type Values = Readonly<Record<string, string>>;
interface Result {
  readonly isGood: boolean;
  readonly outputs: Values;
  readonly log: string;
}

export interface Stage {
  readonly vars: Values;
  readonly secrets: Values;
  /** `RUNNER_TEMP` of all jobs. */
  readonly temp: string;
  /** What each shell sees besides. */
  readonly env: Values;
  /** Runs an action that the workflow uses. */
  readonly use: (action: string, inputs: Values) => Promise<Result>;
}

export interface Played {
  /** By the id or the place of a step in its job, `JOB.STEP`: what it wrote. */
  readonly logs: Readonly<Record<string, string>>;
  /** The steps that failed, and those that were left out. */
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

/** @param file its path from the root */
export async function playWorkflow(file: string, stage: Stage): Promise<Played> {
  const { jobs } = parse(readFileSync(path.join(ROOT, file), 'utf8')) as { jobs: Record<string, Job> };
  const played = { logs: {} as Record<string, string>, failed: [] as string[], skipped: [] as string[] };
  const needs: Record<string, { outputs: Values }> = {};
  for (const [name, job] of Object.entries(jobs)) {
    needs[name] = { outputs: await playJob(name, job, { stage, needs, played }) };
  }
  return played;
}

interface Around {
  readonly stage: Stage;
  readonly needs: Readonly<Record<string, unknown>>;
  readonly played: { logs: Record<string, string>; failed: string[]; skipped: string[] };
}

async function playJob(name: string, job: Job, { stage, needs, played }: Around): Promise<Values> {
  const steps: Record<string, Result> = {};
  let isGood = true;
  const { vars, secrets, temp } = stage;
  const filled = (text: unknown): string =>
    String(text).replaceAll(/\$\{\{(.*?)\}\}/g, (_, inner: string) => textOf(value(inner)));
  const value = (text: string): unknown =>
    evaluate(new ExpressionParser(tokensOf(text.trim())).expression(), {
      names: { vars, secrets, needs, steps, runner: { temp }, github: { token: 'token' } },
      isGood,
    });
  const allFilled = (values: Readonly<Record<string, unknown>> = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([key, each]) => [key, filled(each)]));

  for (const [at, step] of job.steps.entries()) {
    const label = `${name}.${step.id ?? at}`;
    if (HERE_ALREADY.test(step.uses ?? '') || step.run?.startsWith('npm ci') === true) {
      continue;
    }
    if (value((step.if ?? 'success()').replace(/^\$\{\{(.*)\}\}$/, '$1')) !== true) {
      played.skipped.push(label);
      continue;
    }
    const result =
      step.uses === undefined
        ? await playShell(
            step.run ?? '',
            { ...stage.env, ...allFilled(job.env), ...allFilled(step.env) },
            temp,
          )
        : await stage.use(step.uses, allFilled(step.with));
    played.logs[label] = result.log;
    steps[step.id ?? `step${at}`] = result;
    if (!result.isGood) {
      played.failed.push(label);
      isGood &&= step['continue-on-error'] === true;
    }
  }
  return allFilled(job.outputs);
}

async function playShell(script: string, env: Values, temp: string): Promise<Result> {
  mkdirSync(temp, { recursive: true });
  const files = { GITHUB_OUTPUT: path.join(temp, 'output'), GITHUB_STEP_SUMMARY: path.join(temp, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const shell = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { RUNNER_TEMP: temp, ...files, ...env },
  });
  let log = '';
  for (const pipe of [shell.stdout, shell.stderr]) {
    pipe.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  const code = await new Promise((resolve) => shell.once('close', resolve));
  const lines = readFileSync(files.GITHUB_OUTPUT, 'utf8')
    .split('\n')
    .filter((line) => line.includes('='));
  const outputs = Object.fromEntries(
    lines.map((line) => line.split(/=(.*)/).slice(0, 2) as [string, string]),
  );
  return { isGood: code === 0, outputs, log };
}

function textOf(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

interface Scope {
  readonly names: Readonly<Record<string, unknown>>;
  readonly isGood: boolean;
}

function evaluate(value: Expression, scope: Scope): unknown {
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'name':
      return scope.names[value.name];
    case 'member':
      return (evaluate(value.of[0], scope) as Record<string, unknown> | undefined)?.[value.name];
    case 'call': {
      const of = (at: number): unknown => {
        const each = value.of[at];
        return each === undefined ? undefined : evaluate(each, scope);
      };
      const calls: Record<string, () => unknown> = {
        always: () => true,
        cancelled: () => false,
        success: () => scope.isGood,
        not: () => of(0) !== true,
        and: () => of(0) === true && of(1) === true,
        // Nothing is as good as an empty text.
        equals: () => (of(0) ?? '') === (of(1) ?? ''),
      };
      return calls[value.name]?.();
    }
    default:
      throw new Error(`${value.kind} is no expression that is known here`);
  }
}
