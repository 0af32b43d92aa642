/** The template of `setup`, and what Azure would make of it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Template } from '../../scripts/template/json.ts';
import { sampleDeployment } from '../../scripts/template/sample.ts';

export const SETUP = path.join(import.meta.dirname, '..', '..', 'setup');
export const TEMPLATE = JSON.parse(readFileSync(path.join(SETUP, 'main.json'), 'utf8')) as Template;

export function deployed(given: Template = {}, cloud?: string) {
  return sampleDeployment(TEMPLATE, given, cloud);
}
