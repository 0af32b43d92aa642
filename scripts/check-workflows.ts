/**
 * Checks action.yml and the workflows with GitHub's own language service; a warning fails as well.
 */
import { readdir, readFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// The package imports JSON without the import attribute that Node asks for.
registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    return resolved.url.endsWith('.json') ? { ...resolved, importAttributes: { type: 'json' } } : resolved;
  },
});
const { validate } = await import('@actions/languageservice');
const { TextDocument } = await import('vscode-languageserver-textdocument');

const root = path.join(import.meta.dirname, '..');
const workflows = (await readdir(path.join(root, '.github', 'workflows'))).map(
  (file) => `.github/workflows/${file}`,
);

const ACTIONS = ['action.yml', 'publish/action.yml'];
let found = 0;
for (const file of [...ACTIONS, ...workflows]) {
  const location = path.join(root, file);
  const document = TextDocument.create(
    pathToFileURL(location).href,
    'yaml',
    1,
    await readFile(location, 'utf8'),
  );
  for (const { range, message } of await validate(document)) {
    found += 1;
    console.error(
      `${file}:${range.start.line + 1}:${range.start.character + 1} ${typeof message === 'string' ? message : message.value}`,
    );
  }
}
console.log(`Checked ${ACTIONS.join(', ')} and ${workflows.length} workflows: ${found} findings.`);
process.exitCode = found === 0 ? 0 : 1;
