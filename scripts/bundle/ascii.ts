/**
 * Writes code with ASCII alone. Of a file with one other letter, Node makes a text of two bytes a letter: it takes longer
 * to read, to compile and to compare with what is kept of it. Nearly every bundle has such a letter in some comment.
 */
import ts from 'typescript';

const OTHER = /[^\p{ASCII}]/u;

/**
 * @param code of a module or a script
 * @param name of its file, for errors
 * @returns code that does the same
 * @throws Error if a template that is handed to a function has other letters, because such a function may see how they
 * are written
 */
export function asAscii(code: string, name: string): string {
  if (!OTHER.test(code)) {
    return code;
  }
  const source = ts.createSourceFile(name, code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const written: string[] = [];
  let at = 0;
  for (const [start, end] of tokensOf(source)) {
    written.push(between(code.slice(at, start)), escaped(code.slice(start, end)));
    at = end;
  }
  written.push(between(code.slice(at)));
  return written.join('');
}

/** Where the names, texts and expressions are that have other letters, in their order. */
function tokensOf(source: ts.SourceFile): (readonly [start: number, end: number])[] {
  const found: (readonly [number, number])[] = [];
  const visit = (node: ts.Node): void => {
    if (!OTHER.test(source.text.slice(node.pos, node.end))) {
      return;
    }
    if (ts.isTaggedTemplateExpression(node) && OTHER.test(node.template.getText(source))) {
      throw new Error(`${source.fileName} has a tagged template that cannot be written in ASCII.`);
    }
    if (
      ts.isIdentifier(node) ||
      ts.isPrivateIdentifier(node) ||
      ts.isLiteralExpression(node) ||
      isPart(node)
    ) {
      found.push([node.getStart(source), node.end]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A part of a template between its expressions. */
function isPart(node: ts.Node): boolean {
  return ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}

/** A backslash before such a letter says nothing: the escape takes its place. */
function escaped(token: string): string {
  return token.replace(/\\?[^\p{ASCII}]|\\\\/gsu, (found) =>
    found === '\\\\' ? found : units(found.replace('\\', '')),
  );
}

/** Comments, and the spaces and line ends that other alphabets have. */
function between(text: string): string {
  return text
    .replace(/[\u2028\u2029]/g, '\n')
    .replace(/[^\p{ASCII}]/gu, (letter) => (/\s/.test(letter) ? ' ' : units(letter)));
}

function units(letter: string): string {
  return Array.from({ length: letter.length }, (_, index) => letter.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}
