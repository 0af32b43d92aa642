/**
 * The action as it would be if it imported every package at the top of a file: one big bundle holds them all, and Node
 * evaluates them before the action's first line.
 */
import * as artifact from '@actions/artifact';
import * as github from '@actions/github';
import * as identity from '@azure/identity';
import * as blob from '@azure/storage-blob';
import * as queue from '@azure/storage-queue';
import * as client from '@azure-rest/core-client';
import * as zip from 'yauzl';

// The packages are used here, because the bundler leaves unused ones out if they declare to have no side effects.
process.env.PACKAGES = String([artifact, github, identity, blob, queue, client, zip].length);

await import('../../src/index.ts');
