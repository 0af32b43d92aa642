/** The table of operations in the emulator's README, from the routes, the tests' titles, and these notes. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { OPERATIONS } from '../../../emulator/custom-vision/http/operations.ts';

interface Note {
  /** What is as published. */
  faithful: string;
  /** What public sources leave open, and what was chosen; empty: nothing that we know of. */
  unknown: string;
}

const NOTES: Readonly<Record<string, Note>> = {
  GetDomains: { faithful: 'all domains, with their platforms', unknown: '' },
  GetDomain: { faithful: 'as GetDomains', unknown: '' },
  GetProjects: { faithful: 'the newest first', unknown: '' },
  CreateProject: {
    faithful: 'URIs in the query on v3.3 (guide), in a body on v3.4-preview; they are tried out',
    unknown: 'which version knows the URIs: `urisEchoedBy`',
  },
  GetProject: { faithful: 'the shape of each version', unknown: '' },
  UpdateProject: {
    faithful: 'replaces what it is given; the URIs are tried out',
    unknown: 'a test message: `connectionTest`; no settings: `patchWithoutSettings`',
  },
  DeleteProject: { faithful: 'not with a published iteration', unknown: 'a running training is forgotten' },
  ExportProject: {
    faithful: 'counts, the form of the token, not while it trains',
    unknown: 'how long a token lives: for ever',
  },
  ImportProject: { faithful: 'Importing, then Succeeded', unknown: 'ids, times and integration are new' },
  GetArtifact: {
    faithful: 'paths of this project, on both versions',
    unknown: '',
  },
  GetTags: { faithful: 'counts, now or for an iteration', unknown: 'the order: as they were made' },
  GetTag: { faithful: 'as GetTags', unknown: '' },
  CreateTag: { faithful: 'unique names, one negative tag; 50 or 500 a project', unknown: '' },
  UpdateTag: { faithful: 'a type that is left out stays', unknown: '' },
  DeleteTag: { faithful: 'its images stay', unknown: '' },
  GetImages: {
    faithful: 'tags, status, order, take ≤ 256 (50), skip',
    unknown: '`$filter` with and without `metadata=`; pictures are not resized',
  },
  GetTaggedImages: { faithful: 'as GetImages', unknown: '' },
  GetUntaggedImages: { faithful: 'as GetImages', unknown: '' },
  GetImagesByIds: { faithful: 'now or for an iteration', unknown: 'unknown ids are left out' },
  GetImageCount: { faithful: 'tags, status and `$filter`', unknown: '' },
  GetTaggedImageCount: { faithful: 'an image counts once', unknown: '' },
  GetUntaggedImageCount: { faithful: 'now or for an iteration', unknown: '' },
  CreateImagesFromFiles: {
    faithful: '64 images, 20 tags, 6 MB, formats, 207 with a status each',
    unknown: 'a duplicate keeps its tags, and makes it 207',
  },
  CreateImagesFromUrls: {
    faithful: 'as CreateImagesFromFiles; ErrorSource where there is nothing',
    unknown: 'how long it waits for a picture: 10 s',
  },
  CreateImagesFromData: {
    faithful: 'a form with `imageData`, or one file',
    unknown: '`sourceUrl` is the file’s name',
  },
  DeleteImages: {
    faithful: '204, or 202 with a flag',
    unknown: 'one unknown id refuses all; 202 deletes at once',
  },
  UpdateImageMetadata: {
    faithful: '64 images, 10 pairs each, 207 with a status each',
    unknown: 'other keys stay',
  },
  CreateImageTags: {
    faithful: '128 entries: created, duplicated, exceeded',
    unknown: 'one unknown id refuses all',
  },
  DeleteImageTags: { faithful: '64 images, 20 tags', unknown: 'the regions of the tags go, too' },
  CreateImageRegions: {
    faithful: '64 entries, 207 if not all are created; the image gets their tags',
    unknown: 'one unknown id refuses all',
  },
  DeleteImageRegions: {
    faithful: '64 regions; the tag goes with its last one',
    unknown: 'one unknown id refuses all',
  },
  TrainProject: {
    faithful: 'all parameters, 2 tags, 5 or 15 images a tag, 20 iterations',
    unknown: 'what counts as changed',
  },
  GetIterations: { faithful: 'no promised order, no blank iteration', unknown: '' },
  GetIteration: { faithful: 'the shape of each version and part of a training', unknown: '' },
  UpdateIteration: { faithful: 'the name alone, unique', unknown: '' },
  DeleteIteration: { faithful: 'not if published', unknown: 'not while it trains' },
  GetIterationPerformance: {
    faithful: 'the shape; reacts to the thresholds',
    unknown: 'how good a model is: see below; late figures: `lateFigures`; defaults 0.5 and 0.3',
  },
  PublishIteration: {
    faithful: 'ARM id, overwrite of another one, `true`',
    unknown: 'which characters a name may have; the resource is not looked up',
  },
  UnpublishIteration: { faithful: '204', unknown: '' },
  GetExports: {
    faithful: 'Exporting, Done, Failed; links for 24 hours',
    unknown: 'relative links: `downloadUris`',
  },
  QuickTestImage: {
    faithful: 'a form with `imageData`, or one file; 6 MB, formats; every tag, the most probable first',
    unknown: 'all figures are made up, but for images that it was trained on; nothing is stored',
  },
  ExportIteration: {
    faithful: 'compact domains, platforms, flavors, once each',
    unknown: 'names of backups: `backupNames`',
  },
};

/** The first test whose title names the operation, as `FILE`; by operation. */
export async function testedBy(): Promise<Record<string, string | undefined>> {
  const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.test.ts')).sort();
  const titles = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(import.meta.dirname, file), 'utf8');
      return [...text.matchAll(/^\s*test(?:\.each\([^]*?\))?\(\s*'([^']+)'/gm)].map(([, title = '']) => ({
        file,
        title,
      }));
    }),
  );
  const named = (id: string) =>
    titles.flat().find(({ title }) => title.split(/[^A-Za-z]+/).includes(id))?.file;
  return Object.fromEntries(OPERATIONS.map(({ id }) => [id, named(id)]));
}

/** As Markdown, in the widths that the formatter wants. */
export async function operationTable(): Promise<string> {
  const tests = await testedBy();
  const rows = OPERATIONS.map(({ id, method, path: template }) => {
    const { faithful = '', unknown = '' } = NOTES[id] ?? {};
    return [id, `\`${method} ${template}\``, 'both', faithful, unknown, `\`${tests[id] ?? ''}\``];
  });
  const header = ['operation', 'call', 'versions', 'faithful', 'unknown, and what was chosen', 'test'];
  const widths = header.map((title, column) =>
    Math.max(...[header, ...rows].map((row) => (row[column] ?? title).length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(header), rule, ...rows.map(line)].join('\n');
}

/** Operations without a note, and notes without an operation. */
export function notesThatDoNotFit(): string[] {
  const ids = OPERATIONS.map(({ id }) => id);
  const noted = Object.keys(NOTES);
  return [...ids.filter((id) => !noted.includes(id)), ...noted.filter((id) => !ids.includes(id))];
}
