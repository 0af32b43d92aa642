/**
 * What an export delivers: a zip of the model, its labels, a manifest, properties and a licence, as the service's
 * packages are laid out. The bytes follow from the options alone and are made while they are read,
 * so a package of any size needs little memory and can be written twice.
 */
import { Buffer } from 'node:buffer';
import { createCipheriv, createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { LICENSE, exportedDate, modelFilesOf, propertiesOf, type PackageOptions } from './package-files.ts';
import { asSmallFloats, onnxLayout, type OnnxOptions } from '../formats/onnx-model.ts';

const CHUNK_BYTES = 256 * 1024;
/** Local header, descriptor and central entry of a file with a name of usual length. */
const ZIP_BYTES_PER_FILE = 130;
const SHA1_HEX_LENGTH = 40;
const LEAST_STAND_IN_BYTES = 256;

/** The package as a stream of its bytes; every call with the same options gives the same ones. */
export function openPackage(options: PackageOptions): AsyncIterable<Buffer> {
  const { stored: modelName, beside } = modelFilesOf(options);
  const buffers = new Map([
    ['labels.txt', Buffer.from(options.labels.join(options.labelLineEnd), 'utf8')],
    ...beside.map(([name, text]) => [name, Buffer.from(text, 'utf8')] as const),
    ['metadata_properties.json', Buffer.from(JSON.stringify(propertiesOf(options), null, 2), 'utf8')],
    ['LICENSE', Buffer.from(LICENSE, 'utf8')],
  ]);
  const manifestBytes = manifest(options, '0'.repeat(SHA1_HEX_LENGTH)).length;
  const sizes = [...buffers.values()].map(({ length }) => length + ZIP_BYTES_PER_FILE);
  const fixedBytes = sizes.reduce((sum, size) => sum + size, manifestBytes + 2 * ZIP_BYTES_PER_FILE);
  const model = modelFile(options, options.sizeBytes - (options.packaging === 'zip' ? fixedBytes : 0));
  if (options.packaging === 'bare') return model.read();

  const zip = new ZipFile();
  // Stored, not deflated: random weights do not get smaller, and the package keeps the size that was asked for.
  const stored = { compress: false, mtime: new Date(options.exportedAt) };
  const sha1 = createHash('sha1');
  zip.addReadStreamLazy(modelName, { ...stored, size: model.bytes }, (done) => {
    done(null, Readable.from(observed(model.read(), (chunk) => sha1.update(chunk))));
  });
  for (const [name, content] of buffers) zip.addBuffer(content, name, stored);
  // Made late: it holds the digest of the model, which is known only when the model has been read.
  zip.addReadStreamLazy('cvexport.manifest', { ...stored, size: manifestBytes }, (done) => {
    done(null, Readable.from([manifest(options, sha1.digest('hex'))]));
  });
  zip.end();
  return zip.outputStream as AsyncIterable<Buffer>;
}

function manifest(options: PackageOptions, modelSha1: string): Buffer {
  const { named } = modelFilesOf(options);
  const content = {
    DomainType: options.domainType,
    Platform: options.platform,
    Flavor: options.flavor,
    ExporterVersion: named === 'model.pb' ? '2.1' : '2.0',
    ExportedDate: exportedDate(options),
    IterationId: options.iterationId,
    ModelFileName: named,
    LabelFileName: 'labels.txt',
    MetadataPropsFileName: 'metadata_properties.json',
    ModelFileSHA1: modelSha1,
    SchemaVersion: '1.0',
  };
  return Buffer.from(JSON.stringify(content, null, 2), 'utf8');
}

function modelFile(
  options: PackageOptions,
  sizeBytes: number,
): { bytes: number; read: () => AsyncGenerator<Buffer> } {
  const seed = `${options.iterationId}/${options.platform}/${options.flavor ?? ''}`;
  // The files of formats other than ONNX are stand-ins: nothing here reads them.
  const { head, weightsBytes } =
    options.platform === 'ONNX'
      ? onnxLayout(onnxOptions(options), sizeBytes)
      : { head: Buffer.alloc(0), weightsBytes: Math.max(LEAST_STAND_IN_BYTES, sizeBytes) };
  return {
    bytes: head.length + weightsBytes,
    async *read() {
      yield head;
      yield* weights(seed, weightsBytes);
    },
  };
}

/** What says in the model itself how it wants its pixels; the file beside it says the same. */
function onnxOptions(options: PackageOptions): OnnxOptions {
  const ofImages = Object.entries(propertiesOf(options)).filter(([name]) => name.startsWith('Image.'));
  return {
    labels: options.labels,
    detects: options.domainType === 'ObjectDetection',
    properties: Object.fromEntries(ofImages),
  };
}

async function* weights(seed: string, totalBytes: number): AsyncGenerator<Buffer> {
  const key = createHash('sha256').update(seed).digest().subarray(0, 16);
  const randomness = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  const zeros = Buffer.alloc(CHUNK_BYTES);
  for (let left = totalBytes; left > 0; left -= CHUNK_BYTES) {
    // Lets other work run in between: a package may have hundreds of megabytes.
    await new Promise(setImmediate);
    yield asSmallFloats(randomness.update(zeros.subarray(0, Math.min(left, CHUNK_BYTES))));
  }
}

/** Passes the chunks on unchanged, showing each to `look`. */
async function* observed(
  chunks: AsyncIterable<Buffer>,
  look: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    look(chunk);
    yield chunk;
  }
}
