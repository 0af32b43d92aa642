/**
 * Fetches the published Swagger for the contract tests: `node scripts/swagger.ts [--from URL] [--to FOLDER]`. URL is
 * the address of a copy of the published folder that holds `stable` and `preview`.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fetchSwagger, PUBLISHED_AT, SWAGGER_FOLDER } from './published-swagger.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: PUBLISHED_AT },
    to: { type: 'string', default: SWAGGER_FOLDER },
  },
});
const folder = path.resolve(values.to);
try {
  const isNew = await fetchSwagger({ from: values.from, folder });
  console.log(
    isNew ? `Saved the published Swagger in ${folder}.` : `The published Swagger is in ${folder} already.`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
