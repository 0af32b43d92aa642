/**
 * Puts the summary where GitHub shows it, and into a file for whoever posts it elsewhere.
 */
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Env, given } from '../env.ts';
import type { Services } from '../services.ts';

/** GitHub drops a summary that is longer, in bytes. */
const MOST_BYTES = 1_024 * 1_024;

/** Puts it in both places. A summary that cannot be written ends no run. */
export async function writeSummary(
  summary: string,
  { env, outputs, report, workflow }: Pick<Services, 'env' | 'outputs' | 'report' | 'workflow'>,
): Promise<void> {
  await harmlessly(report, async () => {
    const { tempFolder } = await workflow();
    const folder = path.resolve([tempFolder, 'custom-vision'].join(path.sep));
    const file = path.join(folder, `summary-${outputs.get('iterationId') || 'none'}.md`);
    await mkdir(folder, { recursive: true });
    await writeFile(file, summary);
    outputs.set('summaryPath', file);
    await append(summary, env);
  });
}

/** Puts it where GitHub shows it, and nowhere else. A summary that cannot be written ends no run. */
export async function showSummary(
  summary: string,
  { env, report }: Pick<Services, 'env' | 'report'>,
): Promise<void> {
  await harmlessly(report, () => append(summary, env));
}

async function harmlessly(report: Services['report'], write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    report.debug(`no summary: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function append(summary: string, env: Env): Promise<void> {
  const shown = given(env.GITHUB_STEP_SUMMARY);
  if (shown !== undefined && Buffer.byteLength(summary) < MOST_BYTES) {
    await appendFile(shown, summary);
  }
}
