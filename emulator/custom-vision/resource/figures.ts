/** How well an iteration predicts, and what a test or the command may set in place of it. */

export interface Figures {
  precision: number;
  precisionStdDeviation: number;
  recall: number;
  recallStdDeviation: number;
  averagePrecision: number;
}

/** From 0 to 1; `NaN` is written as the text that JSON has for it, `null` as it is, and `absent` not at all. */
export type SetFigure = number | null | 'absent';

/** Figures that stand in place of those that follow from the images. */
type SetFigures = Partial<Record<keyof Figures, SetFigure>>;

/** Those of the iteration as a whole, and those of its tags by their names. */
export interface FigureSettings extends SetFigures {
  tags?: Readonly<Record<string, SetFigures>>;
}

export type ToldFigures = Record<keyof Figures, SetFigure>;

const NAMES = ['precision', 'precisionStdDeviation', 'recall', 'recallStdDeviation', 'averagePrecision'];

/**
 * Reads figures from JSON; a figure that is no number is written as `"NaN"` there.
 * @throws Error that names what is none
 */
export function parseFigures(text: string): FigureSettings {
  const { tags = {}, ...ofAll } = JSON.parse(text) as Record<string, unknown>;
  const ofTags = Object.entries(tags as Record<string, object>);
  const read = ([name, value]: [string, unknown]): [string, SetFigure] => {
    const known = value === 'NaN' ? NaN : value;
    const fits = typeof known === 'number' ? !(known < 0 || known > 1) : known === null || known === 'absent';
    if (!NAMES.includes(name) || !fits) {
      throw new Error(
        `"${name}": ${JSON.stringify(value)} is none of ${NAMES.join(', ')} with a number from 0 to 1, null, "absent" or "NaN".`,
      );
    }
    return [name, known as SetFigure];
  };
  const figures = (all: object): SetFigures => Object.fromEntries(Object.entries(all).map(read));
  return {
    ...figures(ofAll),
    tags: Object.fromEntries(ofTags.map(([name, ofTag]) => [name, figures(ofTag)])),
  };
}
