/**
 * The job summary: what is published now, what was before, and what the smoke test saw. Its heading is the verdict.
 */
import type { Status } from '../report/failure.ts';
import { type Cell, cell, code, escaped, number, paragraphs, table } from '../summary/html.ts';
import { seconds } from './absence.ts';
import type { PublishInputs } from './inputs.ts';
import { figure, type Seen } from './smoke-test.ts';

/** What there is to tell of a run; whatever it did not come to know is empty or `null`. */
export interface Told {
  readonly status: Status;
  readonly inputs: PublishInputs;
  /** What the annotation says, if the run has one: its title and its lines, the next step among them. */
  readonly said: { readonly title: string; readonly lines: readonly string[] } | null;
  readonly project: { readonly name: string; readonly id: string };
  readonly iterationId: string;
  readonly previousIterationId: string;
  readonly changed: boolean;
  /** What would happen, one a line: of a dry run. */
  readonly plan: readonly string[];
  readonly seen: Seen | null;
  /** The name that was away, and for how many milliseconds. */
  readonly away: { readonly name: string; readonly ms: number } | null;
}

/** In Markdown, for GitHub, and readable as it stands. */
export function summaryOf(told: Told): string {
  const { said, plan, seen, inputs } = told;
  const tag = 'smokeTest' in inputs ? (inputs.smokeTest?.expectedTag ?? '') : '';
  return [
    `## ${verdict(told)}`,
    ...(said === null ? [] : [paragraphs(said.lines).join('\n')]),
    ...(plan.length === 0 ? [] : [paragraphs(plan.map((line) => `It would ${line}.`)).join('\n')]),
    table(['', ''], rows(told)),
    ...(seen === null
      ? []
      : [
          `<p>The smoke test expected ${code(tag)}. What the iteration sees, the most probable first:</p>`,
          table(
            ['Tag', 'Probability'],
            seen.best.map(({ tagName, probability }) => [cell(code(tagName)), number(figure(probability))]),
          ),
        ]),
    '',
  ].join('\n\n');
}

function verdict({ status, said, changed, inputs }: Told): string {
  const name = code(inputs.publishName);
  switch (status) {
    case 'succeeded':
      return inputs.unpublish
        ? `${name} ${changed ? 'is not published any more' : 'was not published'}`
        : `${changed ? 'Published' : 'Published already'} as ${name}`;
    case 'dry-run':
      return `Dry run: nothing was published as ${name}, and nothing taken back`;
    default:
      return escaped(said?.title ?? status);
  }
}

function rows({ inputs, project, iterationId, previousIterationId, away }: Told): Cell[][] {
  const resource =
    'predictionResourceId' in inputs ? (inputs.predictionResourceId.split('/').at(-1) ?? '') : '';
  const row = (label: string, html: string): Cell[] => [cell(escaped(label)), cell(html)];
  const known = (label: string, text: string): Cell[][] => (text === '' ? [] : [row(label, code(text))]);
  return [
    row('Project', `${code(project.name)} ${code(project.id)}`),
    row('Name', code(inputs.publishName)),
    ...known('Iteration', iterationId),
    ...known('Before', previousIterationId),
    ...known('Prediction resource', resource),
    ...(away === null ? [] : [row('Away', `${code(away.name)}, for ${escaped(seconds(away.ms))}`)]),
  ];
}
