/**
 * The job summary: what was delivered, on one screen.
 */
import * as core from '@actions/core';
import { formatDuration } from '../time/clock.ts';
import type { DeliveredModel } from './outputs.ts';

export interface Delivery {
  readonly projectId: string;
  readonly iterationId: string;
  readonly trained: boolean;
  readonly models: readonly DeliveredModel[];
  readonly tookMs: number;
}

/** Writes the summary, where the runner takes one. */
export async function writeSummary(delivery: Delivery): Promise<void> {
  if ((process.env.GITHUB_STEP_SUMMARY ?? '') === '') {
    return;
  }
  try {
    await core.summary.addRaw(formatSummary(delivery)).write();
  } catch (error) {
    // The model is delivered: a summary that cannot be written is no reason to end red.
    core.debug(`no summary: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Markdown. Names that the user chose are shown as code. */
export function formatSummary({ projectId, iterationId, trained, models, tookMs }: Delivery): string {
  const rows = models.map(({ platform, flavor, artifactName, artifactUrl, path, bytes, sha256 }) => {
    const target = flavor === null ? platform : `${platform}/${flavor}`;
    const place =
      artifactUrl !== null
        ? `[${escaped(artifactName ?? '')}](${artifactUrl})`
        : path === null
          ? 'not delivered'
          : code(path);
    return `| ${escaped(target)} | ${place} | ${bytes ?? ''} | ${code(sha256 ?? '')} |`;
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
  return `<code>${escaped(text)}</code>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>|[\]`\\*_]/g, (character) => `&#${character.charCodeAt(0)};`);
}
