/**
 * The job summary, which shows on one screen what the run delivered.
 */
import * as core from '@actions/core';
import { type Env, given } from '../env.ts';
import { formatDuration } from '../time/clock.ts';
import type { DeliveredModel } from './outputs.ts';

export interface Delivery {
  readonly projectId: string;
  readonly iterationId: string;
  readonly trained: boolean;
  readonly models: readonly DeliveredModel[];
  readonly tookMs: number;
}

/** Writes the summary if the runner names a file for it. */
export async function writeSummary(delivery: Delivery, env: Env): Promise<void> {
  if (given(env.GITHUB_STEP_SUMMARY) === undefined) {
    return;
  }
  try {
    await core.summary.addRaw(formatSummary(delivery)).write();
  } catch (error) {
    // The run delivered its models, so a summary that it cannot write does not turn the step red.
    core.debug(`no summary: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The summary in Markdown. It shows as code what users name freely. */
export function formatSummary({ projectId, iterationId, trained, models, tookMs }: Delivery): string {
  const rows = models.map(({ platform, flavor, artifactName, artifactUrl, path, bytes, sha256 }) => {
    const target = flavor === null ? platform : `${platform}/${flavor}`;
    const atPath = path === null ? 'not delivered' : code(path);
    const place = artifactUrl === null ? atPath : `[${withEntities(artifactName ?? '')}](${artifactUrl})`;
    return `| ${withEntities(target)} | ${place} | ${bytes ?? ''} | ${code(sha256 ?? '')} |`;
  });
  return [
    '## Custom Vision model',
    '',
    `Iteration ${code(iterationId)} of project ${code(projectId)} was ${trained ? 'trained' : 'there already, no training was started'}. The run took ${formatDuration(tookMs)}.`,
    '',
    '| Platform | Model | Bytes | SHA-256 |',
    '| --- | --- | ---: | --- |',
    ...rows,
    '',
  ].join('\n');
}

function code(text: string): string {
  return `<code>${withEntities(text)}</code>`;
}

/** Writes what Markdown or HTML would take for markup as HTML entities. */
function withEntities(text: string): string {
  return text.replace(/[&<>|[\]`\\*_]/g, (character) => `&#${character.charCodeAt(0)};`);
}
