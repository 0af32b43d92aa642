/**
 * What waiting costs, at list prices in US dollars.
 */

/**
 * Any call to a storage queue: peek, receive, update, delete. General-purpose v2 account, locally redundant, operations
 * of either class. Source: estimates of the Azure pricing calculator for East US, and the expected output of Infracost's
 * tests of azurerm_storage_queue, which agree. (A v1 account pays 0.00036.)
 */
const QUEUE_USD_PER_10_000_CALLS = 0.004;

/**
 * A GitHub-hosted Linux runner with two cores in a private repository, since 2026-01-01. Source: GitHub's reference
 * "Actions runner pricing". A job is rounded up to whole minutes; on average a second more costs a sixtieth.
 */
const RUNNER_USD_PER_MINUTE = 0.006;

/**
 * A call to the training API. The list of prices of Custom Vision has hours of training, predictions and stored images,
 * not calls; they are limited instead, to ten a second for the whole resource (its page "Limits and quotas").
 */
const TRAINING_API_USD_PER_CALL = 0;
export const TRAINING_API_CALLS_PER_SECOND = 10;

/** @param calls of one wait */
export function callsUsd(calls: { readonly queue: number; readonly trainingApi: number }): number {
  return (calls.queue / 10_000) * QUEUE_USD_PER_10_000_CALLS + calls.trainingApi * TRAINING_API_USD_PER_CALL;
}

/** What a runner costs that waits on though there is nothing to wait for any more. */
export function runnerUsd(ms: number): number {
  return (ms / 60_000) * RUNNER_USD_PER_MINUTE;
}
