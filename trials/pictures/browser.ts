/**
 * Shows a summary in Chromium as GitHub would: its Markdown, without what GitHub takes out, in GitHub's own style.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { marked } from 'marked';
import { type Browser, chromium, type Page } from 'playwright-core';
import sanitize from 'sanitize-html';

/** What is wider than its place, so that a part of it is only to be seen by scrolling. */
export interface Shown {
  readonly cutOff: readonly string[];
  readonly text: string;
  /** Elements that no summary has by itself: names that became markup. */
  readonly foreign: number;
}

const STYLE = readFileSync(
  createRequire(import.meta.url).resolve('github-markdown-css/github-markdown-light.css'),
  'utf8',
);

/** Around the summary, in CSS pixels. */
const MARGIN = 16;

/** The elements that GitHub leaves in, as far as a summary may have them; everything else is taken out. */
const ALLOWED = {
  allowedTags: [...sanitize.defaults.allowedTags, 'details', 'summary', 'img'],
  allowedAttributes: { a: ['href'], td: ['align'], th: ['align'], img: ['src'] },
};

/** It shows pages of our own only, so it needs no sandbox, which containers often do not let it have. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
];

/** However long it takes a machine with much else to do. */
const NO_LIMIT = 0;

/** Chromium from CHROME_PATH, else the one that comes with a package (Linux x64). */
export async function openBrowser(): Promise<Browser> {
  const { default: packed } = await import('@sparticuz/chromium');
  const executablePath = process.env.CHROME_PATH ?? (await packed.executablePath());
  return await chromium.launch({ executablePath, args: ARGS, timeout: NO_LIMIT });
}

export class SummaryPage {
  private readonly browser: Browser;

  constructor(browser: Browser) {
    this.browser = browser;
  }

  /** What is to be seen of a summary with everything unfolded, where it has `width` CSS pixels. */
  async look(markdown: string, width: number): Promise<Shown> {
    return await this.open(markdown, width, async (page) => {
      await page.evaluate(UNFOLD);
      return await page.evaluate<Shown>(LOOK);
    });
  }

  /**
   * @param width that there is for the summary, in CSS pixels
   * @param picture the file that is written, `.png`
   * @param folded whether what is folded stays so in it
   */
  async draw(
    markdown: string,
    width: number,
    picture: string,
    { folded } = { folded: false },
  ): Promise<void> {
    await this.open(markdown, width, async (page) => {
      if (!folded) {
        await page.evaluate(UNFOLD);
      }
      // Chromium refuses a picture of more than the window now and then.
      const height = await page.evaluate<number>('document.documentElement.scrollHeight');
      await page.setViewportSize({ width: width + 2 * MARGIN, height });
      await page.screenshot({ path: picture });
    });
  }

  private async open<T>(markdown: string, width: number, use: (page: Page) => Promise<T>): Promise<T> {
    const page = await this.browser.newPage({ viewport: { width: width + 2 * MARGIN, height: 100 } });
    page.setDefaultTimeout(NO_LIMIT);
    try {
      const body = sanitize(await marked.parse(markdown, { gfm: true }), ALLOWED);
      await page.setContent(
        `<style>${STYLE} body { margin: ${MARGIN}px }</style><article class="markdown-body">${body}</article>`,
      );
      return await use(page);
    } finally {
      await page.close();
    }
  }
}

/** This and the next run in the page. They are texts because the rest of this project knows no page. */
const UNFOLD = "document.querySelectorAll('details').forEach((details) => { details.open = true; })";

const LOOK = `(() => {
  const all = [...document.querySelectorAll('article, article *')];
  const wider = all.filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth);
  return {
    cutOff: wider.map(({ tagName, textContent }) => tagName + ': ' + textContent.slice(0, 60)),
    text: document.querySelector('article').innerText,
    foreign: document.querySelectorAll('img, a:not([href^="./"])').length,
  };
})()`;
