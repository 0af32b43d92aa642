import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { summaryOf } from '../../src/summary/summary.ts';
import { openBrowser, type Shown, SummaryPage } from '../../trials/pictures/browser.ts';
import { STORIES } from '../../trials/pictures/stories.ts';

const FOLDER = path.join(tmpdir(), 'custom-vision-summaries');
/** The page of a workflow run, and a telephone. */
const WIDTHS = [1_012, 400];

/** Where no Chromium runs, the tests are skipped: it comes along for Linux x64 only. */
const browser = await openBrowser().catch((error: unknown) => {
  if (process.env.REQUIRE_CHROMIUM === '1') {
    throw error;
  }
  return undefined;
});
const runsBrowser = browser === undefined ? describe.skip : describe;
const show = async (...[markdown, width, picture]: Parameters<SummaryPage['show']>): Promise<Shown> => {
  if (browser === undefined) {
    throw new Error('There is no browser.');
  }
  return await new SummaryPage(browser).show(markdown, width, picture);
};

beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
});

afterAll(async () => {
  await browser?.close();
});

runsBrowser.each(Object.entries(STORIES))('the summary of a run: %s', (name, story) => {
  test.each(WIDTHS)('nothing is cut off at %d pixels, and no name became markup', async (width) => {
    const picture = path.join(FOLDER, `${name}-${width}.png`);
    const { cutOff, foreign, text } = await show(summaryOf(story), width, picture);
    expect(cutOff).toEqual([]);
    expect(foreign).toBe(0);
    expect(text).toContain(story.projectName);
    story.said?.lines.forEach((line) => {
      expect(text).toContain(line.replace(/^\| /, ''));
    });
  });
});

runsBrowser('what a picture is looked at for', () => {
  test('a table that is too wide is noticed, and so is a name that became markup', async () => {
    const wide = `<table><tr><td>${'x'.repeat(300)}</td></tr></table>\n\n<img src="x">`;
    const shown = await show(wide, 400, path.join(FOLDER, 'too-wide.png'));
    expect(shown.cutOff).not.toEqual([]);
    expect(shown.foreign).toBe(1);
  });
});
