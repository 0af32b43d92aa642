/**
 * Makes pictures of summaries as GitHub would show them: that of README.md, and, to be looked at, one of each kind of run;
 * or that of one summary.
 *
 *     node trials/pictures/command.ts [SUMMARY.md PICTURE.png]
 */
import { mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { summaryOf } from '../../src/summary/summary.ts';
import { openBrowser, SummaryPage } from './browser.ts';
import { STORIES } from './stories.ts';

/** The page of a workflow run, and a telephone. */
const WIDTHS = [1_012, 400] as const;
const OF_README = path.resolve(import.meta.dirname, '../../docs/pictures/summary.png');
const FOLDER = path.join(tmpdir(), 'custom-vision-summaries');

const [summary, picture] = process.argv.slice(2);
try {
  const browser = await openBrowser();
  try {
    await draw(new SummaryPage(browser));
  } finally {
    await browser.close();
  }
} catch (error) {
  // The first line says why; the others of a browser's error are its whole log.
  console.error(error instanceof Error ? error.message.split('\n')[0] : error);
  process.exitCode = 1;
}

async function draw(page: SummaryPage): Promise<void> {
  if (summary !== undefined && picture !== undefined) {
    await page.draw(await readFile(summary, 'utf8'), WIDTHS[0], picture, { folded: true });
  } else {
    await pictureAll(page);
  }
}

async function pictureAll(page: SummaryPage): Promise<void> {
  await Promise.all([path.dirname(OF_README), FOLDER].map((folder) => mkdir(folder, { recursive: true })));
  const { delivered } = STORIES;
  if (delivered !== undefined) {
    await page.draw(summaryOf(delivered), WIDTHS[0], OF_README, { folded: true });
  }
  for (const [name, story] of Object.entries(STORIES)) {
    for (const width of WIDTHS) {
      await page.draw(summaryOf(story), width, path.join(FOLDER, `${name}-${width}.png`));
    }
  }
  console.log(`The picture of README.md: ${OF_README}`);
  console.log(`One of each kind of run, ${WIDTHS.join(' and ')} pixels wide: ${FOLDER}`);
}
