/**
 * A small ONNX model that any runtime can ask, encoded by hand: the mean colour of the image, times made-up weights. Its
 * input and its outputs are named and shaped as those of the service's own exports, which Microsoft's samples
 * (`Azure-Samples/customvision-export-samples`) read so. Field numbers are those of the public `onnx.proto3`.
 */
import { Buffer } from 'node:buffer';

const BYTES_PER_FLOAT = 4;
const [FLOAT_TYPE, INT64_TYPE] = [1, 7];
const IR_VERSION = 7;
const OPSET_VERSION = 13;
/** Pixels: red, green and blue, each of so many rows and columns. */
const CHANNELS = 3;
const SIDE = 224;
/** Of a detector: each cell of its grid tells boxes of five shapes, each with a place, a size and whether there is one. */
const [GRID, ANCHORS, PER_BOX] = [13, 5, 5];

export interface OnnxOptions {
  /** What it tells apart. */
  readonly labels: readonly string[];
  /** Whether it answers with boxes in place of one probability a label. */
  readonly detects: boolean;
  /** What the model says of itself, such as the order of the colours that it wants. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface OnnxLayout {
  /** Everything before the weights. The weights are the file's end, so they can be streamed. */
  head: Buffer;
  /** Little-endian 32-bit floats, a row for each colour of each repetition, a column for each output. */
  weightsBytes: number;
}

/** @param sizeBytes about how big the file gets; there is always one weight at least for each colour and output */
export function onnxLayout(options: OnnxOptions, sizeBytes: number): OnnxLayout {
  const outputs = options.detects
    ? ANCHORS * (PER_BOX + options.labels.length)
    : Math.max(1, options.labels.length);
  const bytesOfOne = CHANNELS * outputs * BYTES_PER_FLOAT;
  const layout = (repetitions: number): OnnxLayout => ({
    head: headOf(options, outputs, repetitions),
    weightsBytes: repetitions * bytesOfOne,
  });
  const left = sizeBytes - layout(1).head.length;
  return layout(Math.max(1, Math.floor(left / bytesOfOne)));
}

/** The mean colour is repeated, so that weights of any number have their part in the answer. */
function headOf({ detects, properties }: OnnxOptions, outputs: number, repetitions: number): Buffer {
  const rows = CHANNELS * repetitions;
  const weightsBytes = rows * outputs * BYTES_PER_FLOAT;
  const answer = detects ? boxes(outputs) : probabilities(outputs);
  const weightsHead = Buffer.concat([
    number(1, rows),
    number(1, outputs),
    number(2, FLOAT_TYPE),
    text(8, 'weights'),
    lengthPrefix(9, weightsBytes),
  ]);
  const graphHead = Buffer.concat([
    node('GlobalAveragePool', ['data'], 'mean'),
    node('Flatten', ['mean'], 'colour'),
    node('Tile', ['colour', 'repetitions'], 'features'),
    node('Gemm', ['features', 'weights'], 'scores'),
    ...answer,
    text(2, 'emulated-model'),
    integers('repetitions', [1, repetitions]),
    message(11, tensorInfo('data', [1, CHANNELS, SIDE, SIDE])),
    lengthPrefix(5, weightsHead.length + weightsBytes),
    weightsHead,
  ]);
  return Buffer.concat([
    number(1, IR_VERSION),
    text(2, 'custom-vision-emulator'),
    message(8, Buffer.concat([text(1, ''), number(2, OPSET_VERSION)])),
    ...Object.entries(properties).map(([key, value]) =>
      message(14, Buffer.concat([text(1, key), text(2, value)])),
    ),
    lengthPrefix(7, graphHead.length + weightsBytes),
    graphHead,
  ]);
}

/** One probability a label. */
function probabilities(outputs: number): Buffer[] {
  return [node('Softmax', ['scores'], 'model_output'), message(12, tensorInfo('model_output', [1, outputs]))];
}

/** The same figures in each cell of the grid. */
function boxes(outputs: number): Buffer[] {
  return [
    node('Reshape', ['scores', 'one-cell'], 'cell'),
    node('Expand', ['cell', 'all-cells'], 'model_outputs0'),
    integers('one-cell', [1, outputs, 1, 1]),
    integers('all-cells', [1, outputs, GRID, GRID]),
    message(12, tensorInfo('model_outputs0', [1, outputs, GRID, GRID])),
  ];
}

/** Turns random bytes into floats between 0.008 and 0.03 of either sign, in place. */
export function asSmallFloats(bytes: Buffer): Buffer {
  for (let high = BYTES_PER_FLOAT - 1; high < bytes.length; high += BYTES_PER_FLOAT) {
    bytes[high] = ((bytes[high] ?? 0) & 0x80) | 0x3c;
  }
  return bytes;
}

function node(operator: string, inputs: readonly string[], output: string): Buffer {
  const parts = [...inputs.map((input) => text(1, input)), text(2, output), text(4, operator)];
  return message(1, Buffer.concat(parts));
}

/** A constant of the graph. */
function integers(name: string, values: readonly number[]): Buffer {
  const bytes = Buffer.from(BigInt64Array.from(values, BigInt).buffer);
  const parts = [number(1, values.length), number(2, INT64_TYPE), text(8, name), message(9, bytes)];
  return message(5, Buffer.concat(parts));
}

function tensorInfo(name: string, shape: readonly number[]): Buffer {
  const dimensions = Buffer.concat(shape.map((size) => message(1, number(1, size))));
  const tensor = Buffer.concat([number(1, FLOAT_TYPE), message(2, dimensions)]);
  return Buffer.concat([text(1, name), message(2, message(1, tensor))]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function text(field: number, value: string): Buffer {
  return message(field, Buffer.from(value, 'utf8'));
}

function message(field: number, content: Buffer): Buffer {
  return Buffer.concat([lengthPrefix(field, content.length), content]);
}

function lengthPrefix(field: number, length: number): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(length)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}
