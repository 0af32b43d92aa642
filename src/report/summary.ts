/**
 * The job summary, which shows on one screen what the run delivered.
 */
import * as core from '@actions/core';
import { type Env, given } from '../env.ts';
import { formatDuration } from '../time/clock.ts';
import type { Outputs } from './outputs.ts';

/** Writes the summary if the runner names a file for it. */
export async function writeSummary(outputs: Outputs, tookMs: number, env: Env): Promise<void> {
  if (given(env.GITHUB_STEP_SUMMARY) === undefined) {
    return;
  }
  try {
    await core.summary.addRaw(formatSummary(outputs, tookMs)).write();
  } catch (error) {
    // The run delivered its models, so a summary that it cannot write does not turn the step red.
    core.debug(`no summary: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The summary in Markdown. It shows as code what users name freely. */
export function formatSummary(outputs: Outputs, tookMs: number): string {
  const rows = outputs.models.map(({ platform, flavor, artifactName, artifactUrl, path, bytes, sha256 }) => {
    const target = flavor === null ? platform : `${platform}/${flavor}`;
    const atPath = path === null ? 'not delivered' : code(path);
    const place = artifactUrl === null ? atPath : `[${withEntities(artifactName ?? '')}](${artifactUrl})`;
    return `| ${withEntities(target)} | ${place} | ${bytes ?? ''} | ${code(sha256 ?? '')} |`;
  });
  const training = outputs.get('trained') === 'true' ? 'trained' : 'there already, no training was started';
  return [
    '## Custom Vision model',
    '',
    `Iteration ${code(outputs.get('iterationId'))} of project ${code(outputs.get('projectId'))} was ${training}. The run took ${formatDuration(tookMs)}.`,
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
