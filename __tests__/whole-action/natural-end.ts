/**
 * Preloaded into the action's process: tells whether it ended because nothing was left to do, which no leaked timer,
 * listener or connection allows, and which a call of `process.exit` skips.
 */
import { markNaturalEnd } from './natural-end-mark.ts';

process.once('beforeExit', markNaturalEnd);
