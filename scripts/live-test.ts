/**
 * The steps of the live test, which settles what only a live resource and a real runner can tell: docs/LIVE-TEST.md.
 *
 *     node scripts/live-test.ts prepare|observe|report|next|remove
 */
import { appendFileSync, readdirSync } from 'node:fs';
import { findings, QUESTIONS, type Question } from './live-test/findings.ts';
import { observe } from './live-test/observe.ts';
import { prepare, readState, remove, writeState } from './live-test/project.ts';
import { Resources } from './live-test/resources.ts';

const { env } = process;
const folder = env.RUNNER_TEMP ?? '.';

const STEPS: Readonly<Record<string, () => Promise<void> | void>> = {
  async prepare() {
    const name = `live-test-${env.GITHUB_RUN_ID ?? ''}-${env.GITHUB_RUN_ATTEMPT ?? ''}`;
    const { projectId } = await prepare(new Resources(env), folder, name);
    append(env.GITHUB_OUTPUT, `projectId=${projectId}\n`);
  },
  async observe() {
    writeState(folder, await observe(new Resources(env), readState(folder)));
  },
  async report() {
    tell(await findings(new Resources(env), readState(folder), env));
  },
  next() {
    const files = readdirSync(env.ARTIFACT_FOLDER ?? '').sort();
    const uri = (env.MODEL_URI ?? '') === '' ? 'modelUri is empty' : 'modelUri is there';
    tell({ outputs: `${uri}; the artifact holds ${files.join(', ')}` });
  },
  async remove() {
    await remove(new Resources(env), readState(folder));
    console.log('The project of the test is gone, with its backups and its messages.');
  },
};

/** Prints a table, for the log and for the summary. */
function tell(answers: Partial<Record<Question, string>>): void {
  const rows = Object.entries(answers).map(
    ([question, answer]) => `| ${QUESTIONS[question as Question]} | ${inCell(answer)} |`,
  );
  const table = ['| Question | Answer |', '| --- | --- |', ...rows].join('\n');
  console.log(table);
  append(env.GITHUB_STEP_SUMMARY, `${table}\n`);
}

/** Text of others cannot end the cell, nor be a command of the runner: no line of a table begins with it. */
function inCell(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;');
}

function append(file: string | undefined, text: string): void {
  if (file !== undefined && file !== '') {
    appendFileSync(file, text);
  }
}

const step = STEPS[process.argv[2] ?? ''];
try {
  if (step === undefined) {
    throw new Error(`The steps are ${Object.keys(STEPS).join(', ')}. Next: name one of them.`);
  }
  await step();
} catch (error) {
  console.error(`::error::${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
