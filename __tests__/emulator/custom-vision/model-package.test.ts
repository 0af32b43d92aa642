import { expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { openPackage } from '../../../emulator/custom-vision/resource/model-package.ts';
import type { PackageOptions } from '../../../emulator/custom-vision/resource/package-files.ts';

const OPTIONS: PackageOptions = {
  platform: 'ONNX',
  flavor: null,
  domainType: 'Classification',
  iterationId: '11111111-2222-4333-8444-555555555555',
  labels: ['hemlock', 'japanese cherry'],
  exportedAt: Date.UTC(2026, 0, 2, 3, 4, 6),
  sizeBytes: 1_000_000,
  packaging: 'zip',
  labelLineEnd: '\r\n',
};

test('the package is a zip of model, labels, manifest and licence, about as big as asked for', async () => {
  const zip = await buffer(openPackage(OPTIONS));
  expect(Math.abs(zip.length - OPTIONS.sizeBytes)).toBeLessThan(500);
  const files = await unzip(zip);
  expect(files.get('labels.txt')?.toString()).toBe('hemlock\r\njapanese cherry');
  const model = files.get('model.onnx') ?? Buffer.alloc(0);
  expect(JSON.parse(files.get('cvexport.manifest')?.toString() ?? '')).toMatchObject({
    Platform: 'ONNX',
    Flavor: null,
    IterationId: OPTIONS.iterationId,
    ModelFileName: 'model.onnx',
    MetadataPropsFileName: 'metadata_properties.json',
    ModelFileSHA1: createHash('sha1').update(model).digest('hex'),
  });
});

test.each([
  ['ONNX', null, ['model.onnx'], 'model.onnx', '2.0'],
  ['TensorFlow', null, ['model.pb'], 'model.pb', '2.1'],
  ['TensorFlow', 'TensorFlowLite', ['model.tflite'], 'model.tflite', '2.0'],
  ['TensorFlow', 'TensorFlowJs', ['weights.bin', 'model.json'], 'model.zip', '2.0'],
] as const)(
  'a package of %s %s holds the files of the live service',
  async (platform, flavor, model, named, version) => {
    const files = await unzip(
      await buffer(openPackage({ ...OPTIONS, platform, flavor, labelLineEnd: '\n' })),
    );
    const beside = ['labels.txt', 'cvexport.manifest', 'metadata_properties.json', 'LICENSE'];
    expect([...files.keys()].sort()).toEqual([...model, ...beside].sort());
    expect(files.get('LICENSE')?.length).toBe(1144);
    expect(files.get('labels.txt')?.toString()).toBe('hemlock\njapanese cherry');
    const manifest = JSON.parse(files.get('cvexport.manifest')?.toString() ?? '') as Record<string, string>;
    expect(manifest).toMatchObject({ Flavor: flavor, ModelFileName: named, ExporterVersion: version });
    expect(manifest.ExportedDate).toMatch(/^2026-01-02T03:04:06\.\d{4,7}Z$/);
  },
);

test('the same options give the same bytes, another iteration gives others', async () => {
  const first = await buffer(openPackage(OPTIONS));
  expect(first.equals(await buffer(openPackage(OPTIONS)))).toBe(true);
  const iterationId = '99999999-2222-4333-8444-555555555555';
  expect(first.equals(await buffer(openPackage({ ...OPTIONS, iterationId })))).toBe(false);
});

test('the model is ONNX: a graph whose weights are finite floats of either sign', async () => {
  const model = await buffer(openPackage({ ...OPTIONS, packaging: 'bare', sizeBytes: 20_000 }));
  expect(Math.abs(model.length - 20_000)).toBeLessThan(50);
  const fields = protobuf(model);
  expect(fields.get(1)).toEqual([7]);
  const says = (fields.get(14) ?? []).map((one) => textsOf(bytesOf([one])));
  expect(says).toContainEqual(['Image.BitmapPixelFormat', 'Rgb8']);
  expect(says).toContainEqual(['Image.NominalPixelRange', 'Normalized_0_1']);
  const graph = protobuf(bytesOf(fields.get(7)));
  expect(operatorsOf(graph)).toEqual(['GlobalAveragePool', 'Flatten', 'Tile', 'Gemm', 'Softmax']);
  expect(textsOf(bytesOf(graph.get(11)))[0]).toBe('data');
  expect(textsOf(bytesOf(graph.get(12)))[0]).toBe('model_output');
  const weights = protobuf(bytesOf(graph.get(5)?.slice(-1)));
  const [inputs, outputs] = weights.get(1) ?? [];
  expect(outputs).toBe(2);
  expect(Number(inputs) % 3).toBe(0);
  const raw = bytesOf(weights.get(9));
  expect(raw.length).toBe(Number(inputs) * 2 * 4);
  const values = Array.from({ length: raw.length / 4 }, (_, index) => raw.readFloatLE(index * 4));
  expect(values.every((value) => Math.abs(value) > 0.007 && Math.abs(value) < 0.04)).toBe(true);
  expect(values.some((value) => value < 0) && values.some((value) => value > 0)).toBe(true);
});

test('a detector answers with the grid of boxes that Microsoft’s sample reads', async () => {
  const options = { ...OPTIONS, packaging: 'bare', domainType: 'ObjectDetection' } as const;
  const graph = protobuf(bytesOf(protobuf(await buffer(openPackage(options))).get(7)));
  expect(operatorsOf(graph).slice(-2)).toEqual(['Reshape', 'Expand']);
  expect(textsOf(bytesOf(graph.get(12)))[0]).toBe('model_outputs0');
  // Five boxes a cell, each with five figures and one a label.
  expect(protobuf(bytesOf(graph.get(5)?.slice(-1))).get(1)?.[1]).toBe(5 * (5 + 2));
});

test('other platforms get a file of their own name, and a tiny size is not exceeded by much', async () => {
  const files = await unzip(await buffer(openPackage({ ...OPTIONS, platform: 'CoreML', sizeBytes: 0 })));
  expect([...files.keys()][0]).toBe('model.mlmodel');
  expect(files.get('model.mlmodel')?.length).toBeLessThan(300);
});

async function unzip(zip: Buffer): Promise<Map<string, Buffer>> {
  const file = await yauzl.fromBufferPromise(zip);
  const files = new Map<string, Buffer>();
  for await (const entry of file.eachEntry()) {
    files.set(entry.fileName, await buffer(await file.openReadStreamPromise(entry)));
  }
  return files;
}

/** A message's fields by number: varints as numbers, length-delimited ones as bytes. */
function protobuf(message: Buffer): Map<number, (number | Buffer)[]> {
  const fields = new Map<number, (number | Buffer)[]>();
  let at = 0;
  const varint = (): number => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = message.readUInt8(at);
      at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    let value: number | Buffer = varint();
    if ((tag & 7) === 2) {
      const end = at + value;
      value = message.subarray(at, end);
      at = end;
    }
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

function bytesOf(values: (number | Buffer)[] | undefined): Buffer {
  const [first] = values ?? [];
  if (!Buffer.isBuffer(first)) throw new Error('The field holds no bytes.');
  return first;
}

function operatorsOf(graph: Map<number, (number | Buffer)[]>): string[] {
  return (graph.get(1) ?? []).map((node) => bytesOf(protobuf(bytesOf([node])).get(4)).toString());
}

/** The texts of a message, in the order of their fields. */
function textsOf(message: Buffer): string[] {
  return [...protobuf(message).values()].flat().map(String);
}
