/**
 * Makes the tables of README.md from action.yml, and puts in the examples that it shows.
 */
import { format } from 'prettier';
import { parse } from 'yaml';

interface Manifest {
  readonly inputs: Readonly<Record<string, { description: string; required?: boolean; default?: string }>>;
  readonly outputs: Readonly<Record<string, { description: string }>>;
}

/** @returns the README's text with both tables as action.yml has them, formatted */
export async function withTables(readme: string, action: string): Promise<string> {
  const { inputs, outputs } = parse(action) as Manifest;
  const inputRows = Object.entries(inputs).map(([name, { description, required, default: value }]) => [
    `\`${name}\``,
    required === true ? 'required' : value === undefined ? '' : `\`${value}\``,
    description,
  ]);
  const outputRows = Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]);
  const text = between(readme, 'inputs', table(['Input', 'Default', 'Meaning'], inputRows));
  return await format(between(text, 'outputs', table(['Output', 'Meaning'], outputRows)), {
    parser: 'markdown',
    proseWrap: 'preserve',
    // Code in a page is formatted by the rules of the whole project.
    embeddedLanguageFormatting: 'off',
  });
}

/** @param example gives the file of an example by its name @returns the README's text with each example as it is */
export function withExamples(readme: string, example: (name: string) => string): string {
  return readme.replaceAll(
    /(<!-- example: ([\w-]+\.yml) -->\n)[^]*?(<!-- \/example -->)/g,
    (_all, start: string, name: string, end: string) =>
      `${start}\n\`\`\`yaml\n${example(name)}\`\`\`\n\n${end}`,
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function between(text: string, name: string, content: string): string {
  const section = new RegExp(`(<!-- ${name}:[^>]*-->\n)[^]*?(<!-- /${name} -->)`);
  if (!section.test(text)) {
    throw new Error(`README.md has no place for ${name}: <!-- ${name}: … --> and <!-- /${name} -->`);
  }
  return text.replace(section, (_all, start: string, end: string) => `${start}\n${content}\n\n${end}`);
}
