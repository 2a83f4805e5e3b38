/** The parts of the language server protocol 3.17 that are used here. */
export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface Location {
  uri: string;
  range: Range;
}

export interface Diagnostic {
  range: Range;
  /** 1 error, 2 warning, 3 information, 4 hint. */
  severity?: number;
  code?: number;
  message: string;
  relatedInformation?: { location: Location; message: string }[];
}

export interface CompletionItem {
  label: string;
  kind?: number;
  detail?: string;
  documentation?: MarkupContent | string;
  sortText?: string;
  insertText?: string;
  textEdit?: { range?: Range; newText: string };
  additionalTextEdits?: { range: Range; newText: string }[];
  labelDetails?: { detail?: string; description?: string };
  data?: unknown;
}

export interface CompletionList {
  items: CompletionItem[];
}

export interface MarkupContent {
  kind: "markdown" | "plaintext";
  value: string;
}

export interface Hover {
  contents: MarkupContent;
  range?: Range;
}

export interface SignatureHelp {
  signatures: SignatureInformation[];
  activeSignature?: number;
  activeParameter?: number;
}

export interface SignatureInformation {
  label: string;
  documentation?: MarkupContent | string;
  parameters?: { label: string | [number, number]; documentation?: MarkupContent | string }[];
  activeParameter?: number;
}

/** Results of the requests, by method; `null` where there is nothing. */
export interface Results {
  "textDocument/diagnostic": { items?: Diagnostic[] };
  "textDocument/completion": CompletionList | CompletionItem[] | null;
  "completionItem/resolve": CompletionItem;
  "textDocument/hover": Hover | null;
  "textDocument/signatureHelp": SignatureHelp | null;
  "textDocument/definition": Location[] | Location | null;
}

/** What TypeScript's server is told about its client. */
export const clientCapabilities = {
  general: { positionEncodings: ["utf-16"] },
  workspace: { configuration: true },
  textDocument: {
    diagnostic: { relatedInformation: true },
    completion: { completionItem: { documentationFormat: ["markdown"], labelDetailsSupport: true } },
    hover: { contentFormat: ["markdown"] },
    signatureHelp: { signatureInformation: { documentationFormat: ["markdown"], activeParameterSupport: true } },
  },
};
