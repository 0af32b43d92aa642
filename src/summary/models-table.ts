/**
 * The models of a run, with where each of them is.
 */
import type { DeliveredModel } from '../report/outputs.ts';
import { breakable, type Cell, cell, code, escaped, folded, number, table } from './html.ts';

const SHORT_DIGEST = 12;

/** One row a model, and below it, folded, what is too long for a row. */
export function modelsTable(models: readonly DeliveredModel[]): string {
  const rows = models.map((model): Cell[] => [
    cell(targetOf(model)),
    cell(placeOf(model)),
    number(model.bytes === null ? '–' : size(model.bytes)),
    cell(model.sha256 === null ? '–' : code(model.sha256.slice(0, SHORT_DIGEST))),
  ]);
  const whole = models.filter(({ sha256 }) => sha256 !== null);
  const details = whole.map((model): Cell[] => [
    cell(targetOf(model)),
    cell(breakable(Array.from(model.sha256 ?? ''))),
  ]);
  return [
    table(['Platform', 'Artifact', 'Size', 'SHA-256'], rows),
    ...(details.length === 0 ? [] : [folded('Digests', table(['Platform', 'SHA-256'], details))]),
  ].join('\n');
}

/** `14.2 MB`, as people say it. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? ''}`;
}

/** A line may end within it where a new word begins. */
function targetOf({ platform, flavor }: DeliveredModel): string {
  const target = flavor === null ? platform : `${platform}/${flavor}`;
  return escaped(target).replace(/\/|(?<=[a-z])(?=[A-Z])/g, '$&<wbr>');
}

/** The link is relative: GitHub hides the whole summary's absolute ones where the repository's name is a masked text. */
function placeOf({ artifactName, artifactUrl, path }: DeliveredModel): string {
  const ids = /\/(\d+)\/artifacts\/(\d+)$/.exec(artifactUrl ?? '');
  if (ids !== null) {
    return `<a href="./${ids[1] ?? ''}/artifacts/${ids[2] ?? ''}">${code(artifactName ?? '')}</a>`;
  }
  return path === null ? 'not delivered' : 'not uploaded';
}
