/** The code of a request; what is no text is no code. */
export function codeOf({ code }: Record<string, unknown>): string {
  return typeof code === "string" ? code : "";
}
