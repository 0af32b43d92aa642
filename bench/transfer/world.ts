/**
 * What models are fetched from and delivered to: Azurite and the artifact service, each directly and by way of links
 * that are limited per connection.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { BlobServiceClient, type ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import yazl from 'yazl';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { type ArtifactService, startArtifactService } from '../../emulator/github/artifacts/service.ts';
import { COPIES, MODELS } from './containers.ts';
import { type LinkLimits, startLimitedLink } from './limited-link.ts';

export interface Model {
  readonly projectId: string;
  readonly iterationId: string;
  readonly blobName: string;
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** How a contender reaches storage and artifact service. */
export interface Way {
  /** The account's blob endpoint, without a credential. */
  readonly blobEndpoint: string;
  readonly artifacts: ArtifactService;
  readonly resultsUrl: string;
}

export interface TransferWorld {
  readonly azurite: Azurite;
  readonly direct: Way;
  readonly limited: Way;
  /** Writes a zip of incompressible bytes to where the service would back up a model. */
  putModel(bytes: number): Promise<Model>;
  close(): Promise<void>;
}

export async function startTransferWorld(limits: LinkLimits): Promise<TransferWorld> {
  const azurite = await startAzurite();
  const credential = new StorageSharedKeyCredential(azurite.accountName, azurite.accountKey);
  const account = new BlobServiceClient(azurite.blobEndpoint, credential);
  const { containerClient: container } = await account.createContainer(MODELS);
  await account.createContainer(COPIES);

  const direct = await startArtifactService({ azurite, readsBack: false });
  const storageLink = await startLimitedLink(azurite.blobEndpoint, limits);
  const limited = await startArtifactService({
    azurite,
    readsBack: false,
    reachedBy: (url) => storageLink.through(url),
  });
  const artifactLink = await startLimitedLink(limited.resultsUrl, limits);
  return {
    azurite,
    direct: { blobEndpoint: azurite.blobEndpoint, artifacts: direct, resultsUrl: direct.resultsUrl },
    limited: {
      blobEndpoint: storageLink.through(azurite.blobEndpoint),
      artifacts: limited,
      resultsUrl: artifactLink.through(limited.resultsUrl),
    },
    putModel: (bytes) => putModel(container, bytes),
    async close() {
      await Promise.all([storageLink.close(), artifactLink.close()]);
      await Promise.all([direct.close(), limited.close()]);
      await azurite.stop();
    },
  };
}

async function putModel(container: ContainerClient, modelBytes: number): Promise<Model> {
  const [projectId, iterationId] = [randomUUID(), randomUUID()];
  const blobName = `${projectId} - ${iterationId}.ONNX`;
  const zip = new yazl.ZipFile();
  zip.addReadStream(Readable.from(randomChunks(modelBytes)), 'model.onnx', {
    compress: false,
    size: modelBytes,
  });
  zip.end();
  const [sha256, md5] = [createHash('sha256'), createHash('md5')];
  let bytes = 0;
  const measured = new PassThrough();
  zip.outputStream.on('data', (chunk: Buffer) => {
    sha256.update(chunk);
    md5.update(chunk);
    bytes += chunk.length;
  });
  zip.outputStream.pipe(measured);
  const blob = container.getBlockBlobClient(blobName);
  await blob.uploadStream(measured);
  await blob.setHTTPHeaders({ blobContentMD5: md5.digest() });
  return { projectId, iterationId, blobName, bytes, sha256: sha256.digest('hex') };
}

function* randomChunks(bytes: number): Generator<Buffer> {
  const most = 1_048_576;
  for (let rest = bytes; rest > 0; rest -= most) {
    yield randomBytes(Math.min(rest, most));
  }
}
