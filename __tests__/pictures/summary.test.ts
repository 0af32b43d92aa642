import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { summaryOf } from '../../src/summary/summary.ts';
import { openBrowser, SummaryPage } from '../../trials/pictures/browser.ts';
import { STORIES } from '../../trials/pictures/stories.ts';

const FOLDER = path.join(tmpdir(), 'custom-vision-summaries');
/** The page of a workflow run, and a telephone. */
const WIDTHS = [1_012, 400];

let browser: Browser;

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

describe.each(Object.entries(STORIES))('the summary of a run: %s', (name, story) => {
  test.each(WIDTHS)('nothing is cut off at %d pixels, and no name became markup', async (width) => {
    const picture = path.join(FOLDER, `${name}-${width}`);
    const { cutOff, foreign, text } = await new SummaryPage(browser).show(summaryOf(story), width, picture);
    expect(cutOff).toEqual([]);
    expect(foreign).toBe(0);
    expect(text).toContain(story.projectName);
    story.said?.lines.forEach((line) => {
      expect(text).toContain(line.replace(/^\| /, ''));
    });
  });
});

test('a table that is too wide is noticed, and so is a name that became markup', async () => {
  const wide = `<table><tr><td>${'x'.repeat(300)}</td></tr></table>\n\n<img src="x">`;
  const shown = await new SummaryPage(browser).show(wide, 400, path.join(FOLDER, 'too-wide'));
  expect(shown.cutOff).not.toEqual([]);
  expect(shown.foreign).toBe(1);
});
