/**
 * What waiting costs, at list prices in US dollars.
 */

/**
 * The price of 10,000 calls to a storage queue, such as peek, receive, update and delete, for operations of either
 * class on a locally redundant, general-purpose v2 account. Sources, which agree: estimates of the Azure pricing
 * calculator for East US, and the expected output of Infracost's tests of azurerm_storage_queue. (A v1 account pays
 * 0.00036.)
 */
const QUEUE_USD_PER_10_000_CALLS = 0.004;

/**
 * A GitHub-hosted Linux runner with two cores in a private repository, since 2026-01-01. Source: GitHub's reference
 * "Actions runner pricing". A job is rounded up to whole minutes; on average a second more costs a sixtieth.
 */
const RUNNER_USD_PER_MINUTE = 0.006;

/**
 * The price of a call to the training API. Custom Vision's price list has hours of training, predictions and stored
 * images, but no calls. They are limited to ten a second for the whole resource (its page "Limits and quotas").
 */
const TRAINING_API_USD_PER_CALL = 0;
export const TRAINING_API_CALLS_PER_SECOND = 10;

/** @param calls of one wait */
export function callsUsd(calls: { readonly queue: number; readonly trainingApi: number }): number {
  return (calls.queue / 10_000) * QUEUE_USD_PER_10_000_CALLS + calls.trainingApi * TRAINING_API_USD_PER_CALL;
}

/** The cost of a runner that still waits after the end of what it waits for. */
export function runnerUsd(ms: number): number {
  return (ms / 60_000) * RUNNER_USD_PER_MINUTE;
}
