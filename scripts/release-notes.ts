/** Prints the notes of a release, from CHANGELOG.md. Its argument is the tag, which has to be the version of package.json. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * @param tag such as `v1.2.3`
 * @throws Error where the tag is not the version, or where the changelog has nothing for it
 */
export function releaseNotes(tag: string, version: string, changelog: string): string {
  if (tag !== `v${version}`) {
    throw new Error(
      `The tag is ${tag}, and package.json has the version ${version}. Next: tag the commit that sets the version.`,
    );
  }
  const heading = new RegExp(`^## ${version.replaceAll('.', '\\.')} .*\n`, 'm').exec(changelog);
  const rest = heading === null ? '' : changelog.slice(heading.index + heading[0].length);
  const notes = (rest.split(/^## /m)[0] ?? '').trim();
  if (notes === '') {
    throw new Error(
      `CHANGELOG.md has no notes under "## ${version} – DATE". Next: write them, and tag anew.`,
    );
  }
  return `${notes}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const read = (file: string): string => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');
  const { version } = JSON.parse(read('package.json')) as { version: string };
  try {
    process.stdout.write(releaseNotes(process.argv[2] ?? '', version, read('CHANGELOG.md')));
  } catch (error) {
    console.error(`::error::${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
