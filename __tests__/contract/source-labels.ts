/**
 * What the sources of the action are written with: the labels of their switches, the keys of their tables. Tests hold
 * other lists to them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'src');

/** All sources of the action but the list of headings. */
export const SOURCES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => file.endsWith('.ts') && file !== 'report/headings.ts')
  .map((file) =>
    ts.createSourceFile(file, readFileSync(path.join(FOLDER, file), 'utf8'), ts.ScriptTarget.Latest, true),
  );

/** The node and all below it. */
export function nodesOf(root: ts.Node): ts.Node[] {
  const nodes = [root];
  for (const node of nodes) {
    ts.forEachChild(node, (child) => {
      nodes.push(child);
    });
  }
  return nodes;
}

function nodesOfFile(name: string): ts.Node[] {
  return SOURCES.filter(({ fileName }) => fileName === name).flatMap(nodesOf);
}

/** Labels of all cases of all switches. */
export function caseLabels(file: string): string[] {
  return nodesOfFile(file).flatMap((node) =>
    ts.isCaseClause(node) && ts.isLiteralExpression(node.expression) ? [node.expression.text] : [],
  );
}

/** Keys of the tables that are written as `Object.entries({…})`. */
export function tableKeys(file: string): string[] {
  return nodesOfFile(file)
    .filter(ts.isCallExpression)
    .filter(({ expression }) => expression.getText() === 'Object.entries')
    .flatMap(({ arguments: [table] }) =>
      table !== undefined && ts.isObjectLiteralExpression(table) ? table.properties : [],
    )
    .map((property) => property.name?.getText() ?? '');
}
