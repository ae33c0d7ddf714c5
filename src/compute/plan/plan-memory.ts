import type { Slot } from './buffers';
import { type PlanTensor, STEP_BYTES } from './kernel';
import { SCORES } from './shaders/loss';

const NOISE = Float32Array.from({ length: 1 << 14 }, (_, index) => Math.sin(index * index));

/** The GPU memory of a plan. */
export class PlanMemory {
  private readonly buffers = new Map<PlanTensor, GPUBuffer>();
  private readonly all: GPUBuffer[] = [];
  readonly numbers: GPUBuffer;
  private readonly staging: GPUBuffer;

  constructor(
    private readonly device: GPUDevice,
    slots: readonly Slot[],
    /** How many values readSmall and readAfter may ask for. */
    smallElements: number = SCORES,
  ) {
    const { STORAGE, COPY_SRC, COPY_DST, UNIFORM, MAP_READ } = GPUBufferUsage;
    for (const { elements, tensors } of slots) {
      const buffer = this.create(elements * 4, STORAGE | COPY_SRC | COPY_DST);
      for (const one of tensors) this.buffers.set(one, buffer);
    }
    this.numbers = this.create(STEP_BYTES, UNIFORM | COPY_DST);
    this.staging = this.create(smallElements * 4, MAP_READ | COPY_DST);
  }

  private create(size: number, usage: number): GPUBuffer {
    const buffer = this.device.createBuffer({ size, usage });
    this.all.push(buffer);
    return buffer;
  }

  get bytes(): number {
    return this.all.reduce((sum, { size }) => sum + size, 0);
  }

  bufferOf(one: PlanTensor): GPUBuffer {
    const buffer = this.buffers.get(one);
    if (!buffer) throw new Error(`No memory for ${one.label}.`);
    return buffer;
  }

  write(one: PlanTensor, values: Float32Array | Uint32Array | Uint8Array): void {
    // The types allow shared memory, which nothing here has.
    this.device.queue.writeBuffer(this.bufferOf(one), 0, values as Float32Array<ArrayBuffer>);
  }

  /** Between -1 and 1, the same every time. */
  fillWithNoise(): void {
    for (const buffer of this.buffers.values())
      for (let at = 0; at < buffer.size; at += NOISE.byteLength)
        this.device.queue.writeBuffer(buffer, at, NOISE, 0, Math.min(NOISE.length, (buffer.size - at) / 4));
  }

  fill(value: number): void {
    for (const buffer of this.buffers.values())
      this.device.queue.writeBuffer(buffer, 0, new Float32Array(buffer.size / 4).fill(value));
  }

  /** What there is once some work is done: in one submission with the work. */
  async readAfter(one: PlanTensor, work: (encoder: GPUCommandEncoder) => void): Promise<Float32Array> {
    return this.readThrough(this.staging, one, work);
  }

  /** Few values, through memory kept for it. */
  async readSmall(one: PlanTensor): Promise<Float32Array> {
    return this.readThrough(this.staging, one);
  }

  async readAll(tensors: readonly PlanTensor[]): Promise<Float32Array[]> {
    const values: Float32Array[] = [];
    for (const one of tensors) {
      const staging = this.device.createBuffer({
        size: one.elements * 4,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      });
      values.push(await this.readThrough(staging, one));
      staging.destroy();
    }
    return values;
  }

  private async readThrough(
    staging: GPUBuffer,
    one: PlanTensor,
    work: (encoder: GPUCommandEncoder) => void = () => undefined,
  ): Promise<Float32Array> {
    const encoder = this.device.createCommandEncoder();
    work(encoder);
    encoder.copyBufferToBuffer(this.bufferOf(one), 0, staging, 0, one.elements * 4);
    this.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const values = new Float32Array(staging.getMappedRange()).slice();
    staging.unmap();
    return values;
  }

  destroy(): void {
    for (const buffer of this.all) buffer.destroy();
  }
}
