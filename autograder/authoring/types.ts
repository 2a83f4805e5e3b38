import type { expect } from "chai";
import type { Cases, gen } from "./cases.ts";
import type { TensorOptions, TensorValue, Values } from "./tensorValue.ts";

/** What a test module in `tests/public/` or `tests/hidden/` exports by default. */
export type TestModule<Answers extends object = object> = (context: TestContext<Answers>) => void;

/**
 * Everything a test module works with; it imports nothing but types.
 *
 * `Answers` names what the student's notebook must define:
 *
 * ```ts
 * import type { Tensor } from "tsgrad";
 * import type { TestContext } from "tsgrad/grading";
 *
 * export default ({ it, student, tensor, tensorCloseTo }: TestContext<{ relu(x: Tensor): Tensor }>) => {
 *   it("replaces negative entries by zero", { points: 1 }, async () => {
 *     tensorCloseTo(await student.relu(tensor([-1, 2])), [0, 2]);
 *   });
 * };
 * ```
 */
export interface TestContext<Answers extends object = object> {
  it: DefineTest;
  /** chai's `expect`. */
  expect: typeof expect;
  /** The student's notebook. */
  student: Student<Answers>;
  /** The annotated solution, run in a process of its own. Hidden tests only. */
  reference: Student<Answers>;
  /** A tensor to hand to the student's code. Numbers make float32. */
  tensor(values: Values, options?: TensorOptions): TensorValue;
  /** Random inputs, seeded anew for each submission and test. */
  random: Random;
  /** Kinds of random cases for `property`. */
  gen: typeof gen;
  /**
   * Fails with the smallest case found for which `body` fails; 50 random cases are tried unless `runs` says otherwise.
   *
   * Of a hidden test a student reads the case only with `show: true`.
   *
   * ```ts
   * await property([gen.list(gen.number(-9, 9))], async (values) => {
   *   for (const value of await student.relu(values)) expect(value).to.be.at.least(0);
   * });
   * ```
   */
  property<Values extends readonly unknown[]>(
    cases: { [K in keyof Values]: Cases<Values[K]> },
    body: (...values: Values) => void | Promise<void>,
    options?: { runs?: number; show?: boolean },
  ): Promise<void>;
  /** Gives the running test, if it ends without an error, this share of its points, 0 to 1, and tells the student why. */
  award(share: number, message?: string): void;
  /** Output and input gradients of a function of tensors: runs it, then `backward(cotangent)` (ones by default). */
  gradients<Inputs extends readonly unknown[]>(
    fn: (...inputs: Inputs) => PromiseLike<TensorValue>,
    inputs: NoInfer<Inputs>,
    options?: { cotangent?: TensorValue },
  ): Promise<{ output: TensorValue; gradients: (TensorValue | null)[] }>;
  /** Images as uint8 [N, 1, 28, 28] and labels as int32 [N] of the Fashion-MNIST subset in the project. */
  fashionMNIST(options: { train: boolean; offset?: number; count?: number }): Promise<{
    images: TensorValue;
    labels: TensorValue;
  }>;
  /** Fails unless shapes are equal and |actual - expected| <= atol + rtol * |expected| everywhere. */
  tensorCloseTo(
    actual: unknown,
    expected: TensorValue | Values,
    options?: { rtol?: number; atol?: number; message?: string },
  ): void;
  /** Fails unless `actual` is a tensor of this shape. */
  tensorShape(actual: unknown, shape: readonly number[], message?: string): void;
  /** Fails unless `actual` is a tensor of this dtype. */
  tensorDtype(actual: unknown, dtype: string, message?: string): void;
  /** Fails if `actual` is not a tensor or holds a NaN or an infinity. */
  tensorFinite(actual: unknown, message?: string): void;
}

export interface TestOptions {
  /** Share of the question's points. Tests without it share what the others leave, in equal parts. */
  points?: number;
  /** What the student reads when the test fails. The only text of a hidden test that a student ever sees, with `hint`. */
  message?: string;
  /** Shown below the message: where to look next. */
  hint?: string;
  /** Wall-clock limit in seconds, 30 by default. */
  seconds?: number;
}

export interface DefineTest {
  (title: string, body: () => void | Promise<void>): void;
  (title: string, options: TestOptions, body: () => void | Promise<void>): void;
}

export interface Random {
  /** float32, standard normal times `std` plus `mean`. */
  normal(shape: readonly number[], options?: { mean?: number; std?: number }): TensorValue;
  /** float32 in [low, high), [0, 1) by default. */
  uniform(shape: readonly number[], options?: { low?: number; high?: number }): TensorValue;
  /** int32 in [low, high). */
  integers(shape: readonly number[], low: number, high: number): TensorValue;
  /** One integer in [low, high). */
  integer(low: number, high: number): number;
  /** One of the choices. */
  pick<T>(choices: readonly T[]): T;
}

type Primitive = string | number | bigint | boolean | null | undefined;
type Callable = (...args: never[]) => unknown;
type Constructor = abstract new (...args: never[]) => unknown;
interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
}
type HasMethod<T> = true extends { [K in keyof T]: T[K] extends Callable ? true : false }[keyof T] ? true : false;

/** What the test receives of a value the student's code returned: plain data and tensors as copies, the rest as live handles. */
export type Received<T> = T extends Primitive
  ? T
  : T extends TensorValue
    ? T
    : T extends TensorLike
      ? TensorValue
      : T extends ArrayBufferView
        ? T
        : T extends Callable | Constructor
          ? Remote<T>
          : T extends readonly unknown[]
            ? { [K in keyof T]: Received<T[K]> }
            : HasMethod<T> extends true
              ? Handle<T>
              : { [K in keyof T]: Received<T[K]> };

/** What a test may pass where the student's code expects a `T`. */
export type Sent<T> = T extends Primitive
  ? T
  : T extends TensorLike
    ? TensorValue
    : T extends readonly unknown[]
      ? { [K in keyof T]: Sent<T[K]> }
      : HasMethod<T> extends true
        ? Handle<T>
        : { [K in keyof T]: Sent<T[K]> };

/** A live object on the other side: `await block.forward(x)`, `await block.conv1.stride`. */
export type Handle<T> = { readonly [K in keyof T]: Remote<T[K]> };

/** A name on the other side: await it for its value, call it, construct it with `await new`, or go on to a member. */
export type Remote<T> = PromiseLike<Received<T>> &
  (T extends abstract new (
    ...args: infer A
  ) => infer I
    ? new (
        ...args: { [K in keyof A]: Sent<A[K]> }
      ) => Promise<Handle<I>>
    : T extends (...args: infer A) => infer R
      ? (...args: { [K in keyof A]: Sent<A[K]> }) => Promise<Received<Awaited<R>>>
      : T extends Primitive | TensorLike
        ? unknown
        : { readonly [K in keyof T]: Remote<T[K]> });

/** Reads the notebook's top-level names: `await student.relu(x)`, `await new student.Block(8)`, `await student.epochs`. */
export type Student<Answers extends object> = { readonly [K in keyof Answers]: Remote<Answers[K]> };
