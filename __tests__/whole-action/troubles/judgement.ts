/**
 * What holds for everything that a run says of a trouble: its title, what it says, what comes next, how the run ends.
 */
import { expect } from '@jest/globals';
import { GREEN } from '../../../src/report/failure.ts';
import { ERROR_HEADINGS } from '../../../src/report/headings.ts';
import type { Played } from './scene.ts';
import type { Trouble } from './trouble.ts';

export function judge(trouble: Trouble, played: Played): void {
  const { title, status = 'failed', trained = 0, saysOnce, answered } = trouble;
  const { run, requests } = played.scenario;
  const errors = run.annotations.filter(({ level }) => level === 'error');

  expect(errors).toHaveLength(GREEN.some((one) => one === status) ? 0 : 1);
  if (title !== null) {
    judgeMessage(trouble, title, played);
  }
  if (answered !== undefined) {
    expect(played.refusals.map(({ code }) => code)).toContain(answered);
  }
  if (saysOnce !== undefined) {
    expect(run.log.split(saysOnce)).toHaveLength(2);
  }
  expect(run.outputs.status).toBe(status);
  judgeSummary(errors[0], run.summary);
  const starts = requests.filter((request) => /^POST .*\/train\?.* → 200$/.test(request));
  expect(starts).toHaveLength(trained);
}

/** Its heading is the title of the error, and it says the same, the next step with it. */
function judgeSummary(error: { title: string; message: string } | undefined, summary: string): void {
  // Inputs that are refused are of no run, and so is what comes before them.
  if (error === undefined || summary === '') {
    return;
  }
  const shown = textOf(summary);
  expect(summary.split('\n')[0]).toBe(`## ${error.title}`);
  const next = error.message.split('\n').filter((line) => line.startsWith('Next: '));
  expect(next.filter((line) => !shown.includes(line))).toEqual([]);
}

/** Without markup, and with what stands for characters put back. */
function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_entity, code) => String.fromCharCode(Number(code)));
}

function judgeMessage(
  { code, next = true }: Trouble,
  title: string,
  { scenario, says, refusals }: Played,
): void {
  const { annotations } = scenario.run;
  const isError = (ERROR_HEADINGS as readonly string[]).includes(title);
  expect(annotations.map((annotation) => annotation.title)).toContain(title);
  const told = annotations.filter((annotation) => annotation.title === title);
  expect(told).toHaveLength(1);
  const { level, message = '' } = told[0] ?? {};
  expect(level === 'error').toBe(isError);

  expect(says.length).toBeGreaterThan(0);
  for (const part of [...says, code ?? '']) {
    expect(message).toContain(part);
  }
  const answer = /: the service answered (?:\d+ )?(\w+)\./.exec(message)?.[1];
  if (answer !== undefined) {
    const requestId = /\nRequest id, for support:\n\| (.+)\n/.exec(message)?.[1];
    expect(refusals).toContainEqual({ requestId, code: answer });
  }
  const own = message.replace(`\nMore in docs/TROUBLESHOOTING.md under: ${title}`, '');
  expect(own !== message).toBe(isError && title !== 'Unexpected error');
  if (next) {
    expect(own).toMatch(/\nNext: [^\n]+\.$/);
  }
}
