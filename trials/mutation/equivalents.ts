/**
 * Mutants that no test can kill, each with the reason. An entry that matches no mutant that lived fails the command.
 */
import type { Equivalent } from './judgement.ts';

export const EQUIVALENTS: readonly Equivalent[] = [];
