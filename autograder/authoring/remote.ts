import { decodeValue, encodeValues, type Path, type Reply, type Request, WireError } from "../wire/index.ts";
import { TensorValue, tensorFromBytes } from "./tensorValue.ts";

/** A request without its id, which the transport gives. */
export type Question = Request extends infer R ? (R extends { id: string } ? Omit<R, "id"> : never) : never;

/** Where questions go: a sandboxed process, or the student's own kernel. */
export type Transport = (question: Question, bytes: Uint8Array) => Promise<{ reply: Reply; bytes: Uint8Array }>;

/** What the student's code threw; nothing of it is trusted. */
export class StudentError extends Error {
  override name = "StudentError";
  readonly thrown: string;

  constructor(thrown: string, message: string) {
    super(message);
    this.thrown = thrown;
  }
}

const paths = new WeakMap<object, Path>();

/** Makes the `student` object of a test: see `Student` in types.ts for what it does. */
export function remoteNotebook(transport: Transport): object {
  const ask = async (question: Question, bytes: Uint8Array = new Uint8Array(0)): Promise<unknown> => {
    const { reply, bytes: answered } = await transport(question, bytes);
    if (!reply.ok) throw new StudentError(reply.error.name, reply.error.message);
    if (!("value" in reply)) throw new WireError("a reply of the wrong kind");
    return decodeValue(reply.value, answered, { tensor: tensorFromBytes, handle: makeHandle });
  };
  const send = (args: readonly unknown[]) => {
    try {
      return encodeValues(args, (value, bytes) => {
        if (value instanceof TensorValue) {
          const { buffer, byteOffset, byteLength } = value.data;
          return {
            $: "tensor",
            dtype: value.dtype,
            shape: [...value.shape],
            ...bytes.add(new Uint8Array(buffer, byteOffset, byteLength)),
          };
        }
        const path = owners.get(value) === root ? paths.get(value) : undefined;
        if (!path && paths.has(value)) throw new TypeError("A test cannot pass an object of one notebook to another");
        if (path && "handle" in path.root && path.members.length === 0) {
          return { $: "handle", handle: path.root.handle, kind: "object", name: "" };
        }
        if (path) throw new TypeError(`Await ${describePath(path)} before passing it on`);
        if (typeof value === "function") throw new TypeError("A test cannot pass a function to the notebook");
        return undefined;
      });
    } catch (error) {
      if (error instanceof RangeError)
        throw new RangeError(`Cannot pass an argument to the notebook: ${error.message}`);
      throw error;
    }
  };
  const call = (type: "call" | "construct", path: Path, args: readonly unknown[]): Promise<unknown> => {
    const { values, bytes } = send(args);
    return ask({ type, path, args: values }, bytes);
  };
  const makePath = (path: Path, lazy: boolean): object => {
    const proxy: object = new Proxy(function remote() {} as object, {
      get: (_, name) => {
        if (typeof name === "symbol") return name === Symbol.toPrimitive ? () => describePath(path) : undefined;
        if (name === "then") {
          if (!lazy) return undefined;
          return (resolve: (value: unknown) => unknown, reject: (error: unknown) => unknown) =>
            ask({ type: "get", path }).then(resolve, reject);
        }
        return makePath({ root: path.root, members: [...path.members, name] }, true);
      },
      set: () => {
        throw new TypeError(`A test cannot assign to ${describePath(path)}`);
      },
      has: () => false,
      ownKeys: () => ["prototype"],
      apply: (_, __, args) => call("call", path, args),
      construct: (_, args) => call("construct", path, args) as Promise<object>,
    });
    paths.set(proxy, path);
    owners.set(proxy, root);
    return proxy;
  };
  const makeHandle = (handle: number): object => makePath({ root: { handle }, members: [] }, false);
  const root: object = new Proxy(
    {},
    {
      get: (_, name) =>
        typeof name === "string" && name !== "then" ? makePath({ root: { name }, members: [] }, true) : undefined,
    },
  );
  const owned = (fn: object): Path | undefined => (owners.get(fn) === root ? paths.get(fn) : undefined);
  gradientAskers.set(root, {
    owns: (fn) => owned(fn) !== undefined,
    ask: (fn, inputs, cotangent) => {
      const { values, bytes } = send(cotangent ? [...inputs, cotangent] : inputs);
      const args = values.slice(0, inputs.length);
      const question = { type: "gradients" as const, path: owned(fn)!, args };
      return ask(cotangent ? { ...question, cotangent: values.at(-1)! } : question, bytes);
    },
  });
  return root;
}

interface GradientAsker {
  owns(fn: object): boolean;
  ask(fn: object, inputs: readonly unknown[], cotangent?: TensorValue): Promise<unknown>;
}

const owners = new WeakMap<object, object>();
const gradientAskers = new WeakMap<object, GradientAsker>();

/** Asks this notebook for the gradients of one of its functions. */
export function remoteGradients(notebook: object): GradientAsker | undefined {
  return gradientAskers.get(notebook);
}

function describePath({ root, members }: Path): string {
  return ["name" in root ? root.name : "an object of the notebook", ...members].join(".");
}
