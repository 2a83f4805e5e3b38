import type { CApi, Pointer } from "./c-api.ts";

/** The one TF_Status that every call of a binding reports through. */
export class Status {
  readonly pointer: Pointer;
  readonly #api: CApi;

  constructor(api: CApi) {
    this.#api = api;
    this.pointer = api.TF_NewStatus();
  }

  /** Throws what the last call reported, after `doing` ("MatMul failed"), and clears it. */
  check(doing: string): void {
    const code = this.#api.TF_GetCode(this.pointer);
    if (code === 0) return;
    const message = this.#api.TF_Message(this.pointer);
    this.#api.TF_SetStatus(this.pointer, 0, "");
    throw new Error(`TensorFlow: ${doing}: ${message.replace(/ \[Op:[^\]]*\]$/, "")}`);
  }
}
