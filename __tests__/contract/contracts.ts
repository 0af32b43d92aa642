/** The contract of both versions, as the tests of the action and of the emulator hold them to it. */
import { describe } from '@jest/globals';
import type { Exchange } from '../../emulator/custom-vision/http/exchange.ts';
import { Contract } from './contract.ts';
import { DEVIATIONS } from './deviations.ts';
import { findSwagger, VERSIONS } from './swagger.ts';

export type Contracts = ReadonlyMap<string, Contract>;

const swagger = findSwagger(process.env);

/** Where the Swagger lies; empty where it is not at hand. */
export const SWAGGER_FOLDER = 'folder' in swagger ? swagger.folder : '';

/** A `describe` that is skipped where the Swagger is not at hand; scripts/skipped-tests.ts says so at the end. */
export const describeContract = SWAGGER_FOLDER === '' ? describe.skip : describe;

export async function readContracts(deviations = DEVIATIONS): Promise<Contracts> {
  return new Map(
    await Promise.all(
      VERSIONS.map(
        async (version) => [version, await Contract.read(SWAGGER_FOLDER, version, deviations)] as const,
      ),
    ),
  );
}

/** What a client sent that the Swagger does not have. */
export function refusedRequests(exchanges: readonly Exchange[], contracts: Contracts): string[] {
  return exchanges.flatMap((exchange) => contractOf(exchange, contracts).refuseRequest(exchange));
}

/** What the emulator answered that the Swagger does not have; where a fault was set up it may answer anything. */
export function refusedAnswers(exchanges: readonly Exchange[], contracts: Contracts): string[] {
  return exchanges
    .filter(({ faulted }) => !faulted)
    .flatMap((exchange) => contractOf(exchange, contracts).refuseAnswer(exchange));
}

function contractOf({ version, method, path }: Exchange, contracts: Contracts): Contract {
  const contract = contracts.get(version ?? '');
  if (contract === undefined) throw new Error(`${method} ${path} is below no version’s base path.`);
  return contract;
}
