// Oracle: the attacks of tests/goldens/io/make.py, each with the words it is refused with. Refused means: nothing ran (a
// canary file does not appear) and nothing of the announced size was allocated.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { load, readNpy, readPth, readSafetensors, SafetensorsFile } from "../../../lib/io/index.ts";
import { files } from "./files.ts";

const CANARY = "/tmp/tsgrad-canary";
const GLOBALS = (name: string) =>
  `refused to read it: it asks for "${name}", and a pickle that may call anything can run any program. Only tensors, ` +
  "numbers, strings, lists and dicts are read. If the file is from someone you trust, save model.state_dict() again in " +
  "Python, or convert it to safetensors";

/** Pickles that ask for a name. */
const asking: Record<string, string> = {
  "system.pth": "posix.system",
  "system-legacy.pth": "posix.system",
  "eval.pth": "builtins.eval",
  "eval-legacy.pth": "builtins.eval",
  "getattr.pth": "builtins.__import__",
  "model.pth": "torch.nn.modules.container.Sequential",
  "function.pth": "torch.nn.functional.relu",
  "set.pth": "builtins.set",
  "complex.pth": "torch.ComplexFloatStorage",
  "obj.pth": "os.system",
  "stack-global.pth": "os.system",
  "proto-name.pth": "__proto__.constructor",
};

const damaged: Record<string, string> = {
  "offset.pth": "a tensor reaches element 4 of a storage of 4",
  "negative-offset.pth": "a tensor has sizes [4] with strides [1] from -1",
  "size.pth": "a tensor reaches element 1099511627775 of a storage of 4",
  "huge-size.pth": "a tensor: shape [1125899906842624, 1125899906842624] is too large",
  "negative-size.pth": "a tensor: expected sizes that are integers >= 0, got [-4]",
  "stride.pth": "a tensor reaches element 25769803776 of a storage of 4",
  "negative-stride.pth": "a tensor has sizes [4] with strides [-1] from 3",
  "numel.pth": 'storage "0" has 16 bytes, expected 140737488355328',
  "missing-storage.pth": 'storage "7" is missing',
  "int64.pth": 'storage "0": element 1 is 2147483648; integers are kept in 32 bits, from -2147483648 to 2147483647',
  "big-endian.pth": "it was written on a big-endian machine; save it again on another",
  "truncated-pickle.pth": "expected bytes 130 to 131, but the file ends at 130; it is cut off or damaged",
  "long-text.pth": "expected bytes 7 to 2147483654, but the file ends at 11; it is cut off or damaged",
  "long-bytes.pth": "expected bytes 11 to 1152921504606847000, but the file ends at 15; it is cut off or damaged",
  "long-integer.pth": "expected bytes 7 to 2147483654, but the file ends at 11; it is cut off or damaged",
  "stack.pth": "refused to read the pickle: a mark is missing",
  "memo.pth": "refused to read the pickle: it reads value 5, which it has not stored",
  "inst.pth": "refused to read the pickle: operation 0x69 is not one that saved tensors need",
  "newobj.pth": "refused to read the pickle: operation 0x81 is not one that saved tensors need",
  "extension.pth": "refused to read the pickle: operation 0x82 is not one that saved tensors need",
  "call-data.pth": "refused to read the pickle: it calls something that is no function",
  "call-storage.pth": "refused to read the pickle: it calls something that is no function",
  "rebuild-nothing.pth": "a tensor is described by something else than storage, offset, sizes and strides",
  "build.pth": "refused to read the pickle: it sets attributes of an object",
  "numpy-object.pth":
    'refused to read the pickle: arrays of type "|O8" are not read: they hold Python objects, which could run code',
  "numpy-text.pth": 'refused to read the pickle: arrays of type "<U4" are not read',
  "numpy-field.pth": 'refused to read the pickle: arrays of type "|V4" are not read',
  "numpy-length.pth": 'a numpy number of type "<f8" has 4 bytes',
  "numpy-type.pth":
    'refused to read the pickle: arrays of type "<O8" are not read: they hold Python objects, which could run code',
  "numpy-shape.pth": "refused to read the pickle: a numpy array of shape [1099511627776] has 4 bytes",
  "no-pickle.pth":
    "expected a file of torch.save (a zip archive, or the format before PyTorch 1.6), got something else",
  "text.pth": "expected a file of torch.save (a zip archive, or the format before PyTorch 1.6), got something else",
  "empty.pth": "expected a file of torch.save (a zip archive, or the format before PyTorch 1.6), got something else",
  "cut.pth": "the zip archive is damaged: it has no list of files",
  "zip-bomb.pth": 'the zip archive is damaged: "a/data.pkl" cannot be as large as it says',
  "zip-offset.pth": 'the zip archive is damaged: "a/data/0" lies outside of the file',
  "header-10gb.safetensors":
    "expected a safetensors file, whose header fits into the file and 100000000 bytes, but its first 8 bytes announce a header of 10737418240 bytes in a file of 10",
  "header-2e63.safetensors":
    "expected a safetensors file, whose header fits into the file and 100000000 bytes, but its first 8 bytes announce a header of 9223372036854775808 bytes in a file of 10",
  "header-none.safetensors": "expected a safetensors file, got 2 bytes",
  "not-json.safetensors": 'expected a safetensors header that is a JSON object, got "[1, 2]   "',
  "broken-json.safetensors": 'expected a safetensors header that is a JSON object, got "{\\"a\\": "',
  "beyond.safetensors": "the header describes 8 bytes of data, the file holds 4; it is cut off or damaged",
  "backwards.safetensors": '"a": expected data_offsets 4 bytes apart for shape [1] of F32, got [4, 0]',
  "negative.safetensors": '"a": expected data_offsets 4 bytes apart for shape [1] of F32, got [-4, 0]',
  "overlap.safetensors": 'expected the data of "b" to begin at 4, behind the tensor before it, got 0',
  "gap.safetensors": 'expected the data of "b" to begin at 4, behind the tensor before it, got 8',
  "rest.safetensors": "the header describes 4 bytes of data, the file holds 8; it is cut off or damaged",
  "huge-shape.safetensors": '"a": shape [1099511627776, 1099511627776] is too large',
  "negative-shape.safetensors": '"a": expected sizes that are integers >= 0, got [-1]',
  "dtype.safetensors":
    '"a" has dtype "toString"; known are F64, F32, F16, BF16, I64, U64, U32, I32, I16, U16, I8, U8, BOOL',
  "shape-text.safetensors":
    '"a": expected a shape and two data_offsets, got {"dtype":"F32","shape":"1","data_offsets":[0,4]}',
  "metadata.safetensors": "expected __metadata__ to be an object of strings",
  "object.npy": 'arrays of type "|O" are not read: they hold Python objects, which could run code',
  "shape.npy": "expected bytes 128 to 4398046511232, but the file ends at 128; it is cut off or damaged",
  "header.npy": "expected a header below 65536 bytes, got 4294967295",
};

const expected = {
  ...Object.fromEntries(Object.entries(asking).map(([name, global]) => [name, GLOBALS(global)])),
  ...damaged,
};

function read(name: string, from: string | Uint8Array): unknown {
  if (name.endsWith(".safetensors")) return readSafetensors(from);
  return name.endsWith(".npy") ? readNpy(from) : readPth(from);
}

describe("hostile files are refused", () => {
  let folder: string;
  before(() => {
    rmSync(CANARY, { force: true });
    folder = mkdtempSync(join(tmpdir(), "tsgrad-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [name, message] of Object.entries(expected)) {
    it(name, () => {
      const bytes = files.bytes(`hostile-${name}`);
      const before = process.memoryUsage();
      expect(() => read(name, bytes)).to.throw(Error, `the bytes: ${message}`);
      const path = join(folder, name);
      writeFileSync(path, bytes);
      expect(() => load(path)).to.throw(Error, `${name}: ${message}`);
      const after = process.memoryUsage();
      expect(after.arrayBuffers - before.arrayBuffers, "bytes allocated").to.be.below(2 ** 20);
      expect(existsSync(CANARY), "code ran").to.equal(false);
    });
  }

  it("also by the lazy reader", () => {
    expect(() => new SafetensorsFile(files.bytes("hostile-header-10gb.safetensors"))).to.throw(
      "a header of 10737418240 bytes",
    );
  });

  it("covers every attack", () => {
    const attacks = files.names
      .filter((name) => name.startsWith("hostile-"))
      .map((name) => name.slice("hostile-".length));
    expect(Object.keys(expected).sort()).to.deep.equal(attacks.sort());
  });
});
