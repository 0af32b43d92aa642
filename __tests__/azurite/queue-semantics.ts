/**
 * The table of what the wait relies on in a queue. A row that a live account may answer otherwise says why, and what
 * the wait makes of that. Sources: the REST reference of Azure Storage queues (Peek, Get, Put, Update, Delete Message;
 * SAS permissions), and Azurite's own answers where it is silent.
 */
import { ACCESS } from './access.ts';
import { HOLDS } from './holds.ts';
import { PEEKS } from './peeks.ts';
import { RECEIPTS_AND_ENDS } from './receipts.ts';
import type { Semantic } from './semantic.ts';

export const SEMANTICS: readonly Semantic[] = [...PEEKS, ...HOLDS, ...RECEIPTS_AND_ENDS, ...ACCESS];
