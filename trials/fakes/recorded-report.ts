/**
 * A report that keeps what was said instead of telling the runner.
 */
import type { Report } from '../../src/report/report.ts';

export interface Said {
  readonly level: 'info' | 'debug' | 'notice' | 'warning';
  /** `title: lines` for annotations. */
  readonly text: string;
}

export class RecordedReport implements Report {
  readonly said: Said[] = [];
  readonly masked: string[] = [];
  readonly mask = (secret: string): void => {
    this.masked.push(secret);
  };

  info(text: string): void {
    this.said.push({ level: 'info', text });
  }

  debug(text: string): void {
    this.said.push({ level: 'debug', text });
  }

  notice(title: string, lines: readonly string[]): void {
    this.annotate('notice', title, lines);
  }

  warning(title: string, lines: readonly string[]): void {
    this.annotate('warning', title, lines);
  }

  async group<T>(_title: string, step: () => Promise<T>): Promise<T> {
    return await step();
  }

  of(level: Said['level']): string[] {
    return this.said.filter((said) => said.level === level).map(({ text }) => text);
  }

  /** Everything but debug lines, as one text. */
  get log(): string {
    return this.said
      .filter(({ level }) => level !== 'debug')
      .map(({ text }) => text)
      .join('\n');
  }

  private annotate(level: Said['level'], title: string, lines: readonly string[]): void {
    this.said.push({ level, text: `${title}: ${lines.join('\n')}` });
  }
}
