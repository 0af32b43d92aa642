/** Holds the emulator’s packages and texts to those that people have published. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import yauzl from 'yauzl';
import { openPackage } from '../../emulator/custom-vision/resource/model-package.ts';
import type { PackageOptions } from '../../emulator/custom-vision/resource/package-files.ts';
import {
  describeRecordings,
  readExportedPackages,
  readQuotedAnswers,
  type ExportedPackage,
} from './recordings.ts';

/** Quoted texts that the emulator does not say, with the reason. */
const NOT_SAID = [
  // Of a batch whose files are no pictures the emulator answers 207, a status for each.
  'No valid image files',
];

describeRecordings('Of the packages that people have unpacked,', () => {
  test.each(readExportedPackages().map((one) => [one.repository, one] as const))(
    '%s is as those of the emulator',
    async (_, { manifest, filesOfThePackageThatWereCommitted: committed, labels }) => {
      const { files, manifest: ours } = await packageLike(manifest, labels.lineEnd);
      // Those of 2020 have no properties yet.
      const ofLater = 'MetadataPropsFileName' in manifest ? [] : ['MetadataPropsFileName'];
      expect(Object.keys(ours).filter((name) => !ofLater.includes(name))).toEqual(Object.keys(manifest));
      for (const name of [
        'DomainType',
        'Platform',
        'Flavor',
        'ExporterVersion',
        'ModelFileName',
        'LabelFileName',
      ]) {
        expect([name, ours[name]]).toEqual([name, manifest[name]]);
      }
      const pattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,7}Z$/;
      expect([manifest.ExportedDate, ours.ExportedDate]).toEqual(
        Array(2).fill(expect.stringMatching(pattern)),
      );
      // Sample programs lie in some packages: nothing reads them.
      const theirs = committed.filter((name) => !/\.(py|cs)$/.test(name));
      expect(theirs.filter((name) => !files.has(name))).toEqual([]);
      expect(files.get('labels.txt')?.toString().endsWith('\n')).toBe(labels.endsWithLineEnd);
      expect(files.get('labels.txt')?.includes('\r\n')).toBe(labels.lineEnd === 'CRLF');
    },
  );
});

describeRecordings('Of the answers that people quote,', () => {
  test('the emulator says the texts of those that it gives as well', async () => {
    const sources = await emulatorSources();
    const quoted = readQuotedAnswers().filter(
      ({ operation, message = '' }) => message !== '' && operation !== '-',
    );
    const unknown = quoted.filter(
      ({ code = '', message = '' }) => !sources.includes(fixedPart(message)) || !sources.includes(code),
    );
    expect(unknown.map(({ message }) => message)).toEqual(NOT_SAID);
  });
});

/** What is the same each time, of a text with a name or an id in it. */
function fixedPart(message: string): string {
  const parts = message.split(
    /\{\w+\}|Iteration2|CreateImagesFromData|Custom_Vision_Training_3\.3|F0|after 1 second/,
  );
  return parts.toSorted((a, b) => b.length - a.length)[0]?.trim() ?? '';
}

async function emulatorSources(): Promise<string> {
  const folder = path.join(import.meta.dirname, '..', '..', 'emulator', 'custom-vision');
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  return (await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')))).join('\n');
}

async function packageLike(
  { Platform, Flavor, DomainType }: ExportedPackage['manifest'],
  lineEnd: 'CRLF' | 'LF',
): Promise<{ files: Map<string, Buffer>; manifest: Readonly<Record<string, unknown>> }> {
  const zip = await yauzl.fromBufferPromise(
    await buffer(
      openPackage({
        platform: Platform as PackageOptions['platform'],
        flavor: Flavor ?? null,
        domainType: DomainType as PackageOptions['domainType'],
        iterationId: '11111111-2222-4333-8444-555555555555',
        labels: ['hemlock', 'japanese cherry'],
        exportedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
        sizeBytes: 10_000,
        packaging: 'zip',
        labelLineEnd: lineEnd === 'CRLF' ? '\r\n' : '\n',
      }),
    ),
  );
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  const manifest = JSON.parse(files.get('cvexport.manifest')?.toString() ?? '') as Record<string, unknown>;
  return { files, manifest };
}
