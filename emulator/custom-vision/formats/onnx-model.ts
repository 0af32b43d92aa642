/**
 * A small valid ONNX model, encoded by hand: `softmax(data · weights)` with made-up weights.
 * Field numbers are those of the public `onnx.proto3`.
 */
import { Buffer } from 'node:buffer';

const BYTES_PER_FLOAT = 4;
const FLOAT_TYPE = 1;
const IR_VERSION = 7;
const OPSET_VERSION = 13;

export interface OnnxLayout {
  /** Everything before the weights. The weights are the file's end, so they can be streamed. */
  head: Buffer;
  /** Little-endian 32-bit floats. */
  weightsBytes: number;
}

/**
 * @param labels one output per label.
 * @param sizeBytes about how big the file gets; there is always at least one input.
 */
export function onnxLayout(labels: readonly string[], sizeBytes: number): OnnxLayout {
  const outputs = Math.max(1, labels.length);
  const inputs = Math.max(1, Math.floor(sizeBytes / (BYTES_PER_FLOAT * outputs)));
  const weightsBytes = inputs * outputs * BYTES_PER_FLOAT;

  const weightsHead = Buffer.concat([
    number(1, inputs),
    number(1, outputs),
    number(2, FLOAT_TYPE),
    text(8, 'weights'),
    lengthPrefix(9, weightsBytes),
  ]);
  const graphHead = Buffer.concat([
    message(1, node('Gemm', ['data', 'weights'], 'scores')),
    message(1, node('Softmax', ['scores'], 'model_output')),
    text(2, 'emulated-classifier'),
    message(11, tensorInfo('data', [1, inputs])),
    message(12, tensorInfo('model_output', [1, outputs])),
    lengthPrefix(5, weightsHead.length + weightsBytes),
    weightsHead,
  ]);
  const head = Buffer.concat([
    number(1, IR_VERSION),
    text(2, 'custom-vision-emulator'),
    message(8, Buffer.concat([text(1, ''), number(2, OPSET_VERSION)])),
    lengthPrefix(7, graphHead.length + weightsBytes),
    graphHead,
  ]);
  return { head, weightsBytes };
}

/** Turns random bytes into floats between 0.008 and 0.03 of either sign, in place. */
export function asSmallFloats(bytes: Buffer): Buffer {
  for (let high = BYTES_PER_FLOAT - 1; high < bytes.length; high += BYTES_PER_FLOAT) {
    bytes[high] = ((bytes[high] ?? 0) & 0x80) | 0x3c;
  }
  return bytes;
}

function node(operator: string, inputs: readonly string[], output: string): Buffer {
  return Buffer.concat([
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(3, operator.toLowerCase()),
    text(4, operator),
  ]);
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
