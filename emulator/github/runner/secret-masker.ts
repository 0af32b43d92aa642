/**
 * Replaces registered texts by `***`, as the runner does with secrets and with the texts of `add-mask`.
 */
export class SecretMasker {
  /** The registered texts. */
  readonly masks: string[] = [];
  readonly #hidden = new Set<string>();

  constructor(masks: readonly string[] = []) {
    for (const mask of masks) this.add(mask);
  }

  /** Registers the text, each of its lines, and its common encodings. */
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
