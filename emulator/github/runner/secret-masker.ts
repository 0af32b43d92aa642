/**
 * Hides registered texts behind `***`, as the runner does with secrets and with what `add-mask` names.
 */
export class SecretMasker {
  /** What was registered, in its own words. */
  readonly masks: string[] = [];
  readonly #hidden = new Set<string>();

  constructor(masks: readonly string[] = []) {
    for (const mask of masks) this.add(mask);
  }

  /** Each line of the text is hidden by itself too, and so are its common encodings. */
  add(mask: string): void {
    this.masks.push(mask);
    for (const text of [mask, ...mask.split(/[\r\n]+/)]) {
      if (text === '') continue;
      this.#hidden.add(text);
      this.#hidden.add(encodeURIComponent(text));
      this.#hidden.add(JSON.stringify(text).slice(1, -1));
      this.#hidden.add(Buffer.from(text).toString('base64'));
    }
  }

  hides(text: string): boolean {
    return this.apply(text) !== text;
  }

  /** Texts that overlap or touch become one `***`. */
  apply(text: string): string {
    const ranges = [...this.#hidden].flatMap((hidden) => occurrences(text, hidden));
    ranges.sort((a, b) => a.start - b.start);
    let shown = '';
    let position = 0;
    let lastEnd = -1;
    for (const { start, end } of ranges) {
      if (start > lastEnd) shown += `${text.slice(position, start)}***`;
      lastEnd = Math.max(lastEnd, end);
      position = lastEnd;
    }
    return shown + text.slice(position);
  }
}

function occurrences(text: string, hidden: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let start = text.indexOf(hidden); start >= 0; start = text.indexOf(hidden, start + 1)) {
    found.push({ start, end: start + hidden.length });
  }
  return found;
}
