const headerEnd = Buffer.from("\r\n\r\n");

/** Cuts a byte stream into the JSON messages of the language server protocol. */
export function createReader(receive: (message: unknown) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let have = 0;
  let need = 0;
  return (chunk) => {
    chunks.push(chunk);
    have += chunk.length;
    while (have >= need) {
      const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      chunks = [all];
      const end = all.indexOf(headerEnd);
      if (end < 0) {
        need = have + 1;
        return;
      }
      const length = Number(/content-length: *(\d+)/i.exec(all.toString("latin1", 0, end))?.[1]);
      const start = end + headerEnd.length;
      need = start + length;
      if (have < need) return;
      receive(JSON.parse(all.toString("utf8", start, need)));
      chunks = [all.subarray(need)];
      have -= need;
      need = 0;
      if (have === 0) return;
    }
  };
}

export function frame(message: object): string {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
