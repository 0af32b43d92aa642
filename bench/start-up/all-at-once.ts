/**
 * The action as it would be with every package imported at the top of a file: they are in its one big bundle, and
 * evaluated before its first line.
 */
import * as artifact from '@actions/artifact';
import * as github from '@actions/github';
import * as identity from '@azure/identity';
import * as blob from '@azure/storage-blob';
import * as queue from '@azure/storage-queue';
import * as client from '@azure-rest/core-client';
import * as zip from 'yauzl';

// Used, or the bundler leaves out those that say of themselves that they do nothing when imported.
process.env.PACKAGES = String([artifact, github, identity, blob, queue, client, zip].length);

await import('../../src/index.ts');
