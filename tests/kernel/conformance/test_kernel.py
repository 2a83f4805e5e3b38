"""jupyter_kernel_test 0.7 on the installed kernel: the oracle of the protocol. Run by conformance.test.ts."""

import base64
import unittest

import jupyter_kernel_test
import recorded  # noqa: F401


class TypeScriptKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "tsgrad"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("oops")'
    code_generate_error = 'throw new Error("boom")'
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "[1, 2].map((n) => n * 2)", "result": "[ 2, 4 ]"},
        {"code": '"text"', "result": "'text'"},
    ]
    code_display_data = [
        {"code": 'display.html("<b>bold</b>")', "mime": "text/html"},
        {"code": 'display.svg("<svg></svg>")', "mime": "image/svg+xml"},
        {
            "code": 'display(Buffer.from("%s", "base64"))'
            % base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(),
            "mime": "image/png",
        },
    ]
    code_clear_output = "clearOutput()"
    completion_samples = [
        {"text": "Math.sq", "matches": {"sqrt"}},
        {"text": "cons", "matches": {"console", "const"}},
    ]
    complete_code_samples = ["1", 'console.log("x")', "function f(x: number) {\n  return x * 2\n}\n"]
    incomplete_code_samples = ["const a = {", "function f(x: number) {", "`open", "/* open"]
    invalid_code_samples = ["let = = 3", "const a: = 1", "1 + * 2)"]
    code_inspect_sample = "Math.sqrt"
    code_history_pattern = "1 ? 2*"
    supported_history_operations = ("tail", "range", "search")


if __name__ == "__main__":
    unittest.main()
