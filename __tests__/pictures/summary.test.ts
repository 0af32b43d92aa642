import { afterAll, describe, expect, test } from '@jest/globals';
import { summaryOf } from '../../src/summary/summary.ts';
import { openBrowser, type Shown, SummaryPage } from '../../trials/pictures/browser.ts';
import { STORIES } from '../../trials/pictures/stories.ts';

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
const look = async (markdown: string, width: number): Promise<Shown> => {
  if (browser === undefined) {
    throw new Error('There is no browser.');
  }
  return await new SummaryPage(browser).look(markdown, width);
};

afterAll(async () => {
  await browser?.close();
});

runsBrowser.each(Object.entries(STORIES))('the summary of a run: %s', (_name, story) => {
  test.each(WIDTHS)('nothing is cut off at %d pixels, and no name became markup', async (width) => {
    const { cutOff, foreign, text } = await look(summaryOf(story), width);
    expect(cutOff).toEqual([]);
    expect(foreign).toBe(0);
    expect(text).toContain(story.projectName);
    story.said?.lines.forEach((line) => {
      expect(text).toContain(line.replace(/^\| /, ''));
    });
  });
});

runsBrowser('what a summary is looked at for', () => {
  test('a table that is too wide is noticed, and so is a name that became markup', async () => {
    const wide = `<table><tr><td>${'x'.repeat(300)}</td></tr></table>\n\n<img src="x">`;
    const shown = await look(wide, 400);
    expect(shown.cutOff).not.toEqual([]);
    expect(shown.foreign).toBe(1);
  });
});
