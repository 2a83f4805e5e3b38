/** Jupyter's messages of protocol 5.5, as the messaging document has them: what a kernel may send. */

type Check = (value: unknown) => string | undefined;

const text: Check = (value) => (typeof value === "string" ? undefined : "must be a string");
const truth: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false");
const count: Check = (value) => (Number.isInteger(value) && (value as number) >= 0 ? undefined : "must be a count");
const anything: Check = () => undefined;
const optional = (check: Check): Check => Object.assign((value: unknown) => check(value), { optional: true });
const oneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value) ? undefined : `must be one of ${values.join(", ")}`;
const list =
  (item: Check): Check =>
  (value) =>
    Array.isArray(value) ? first(value.map((entry, i) => inside(`[${i}]`, item(entry)))) : "must be a list";
const either =
  (...checks: Check[]): Check =>
  (value) =>
    checks.some((check) => check(value) === undefined) ? undefined : checks[0]!(value);
const mapping =
  (entry: Check, key = /^/): Check =>
  (value) => {
    if (!isObject(value)) return "must be an object";
    return first(
      Object.entries(value).map(([name, item]) =>
        key.test(name) ? inside(`.${name}`, entry(item)) : `.${name} is no such key`,
      ),
    );
  };

/** An object with these fields and no others. */
const fields =
  (shape: Record<string, Check>): Check =>
  (value) => {
    if (!isObject(value)) return "must be an object";
    const unknown = Object.keys(value).find((key) => !(key in shape));
    if (unknown !== undefined) return `.${unknown} is not in the protocol`;
    return first(
      Object.entries(shape).map(([key, check]) => {
        if (key in value) return inside(`.${key}`, check(value[key]));
        return (check as { optional?: boolean }).optional ? undefined : `.${key} is missing`;
      }),
    );
  };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const first = (problems: (string | undefined)[]) => problems.find((problem) => problem !== undefined);
const inside = (place: string, problem: string | undefined) => problem && `${place} ${problem}`.replace(" .", ".");

const object = mapping(anything);
const ok = oneOf("ok");
const mimeData: Check = (value) => {
  const problem = mapping(anything, /^[\w.+-]+\/[\w.+-]+$/)(value);
  if (problem) return problem;
  const data = value as Record<string, unknown>;
  const wrong = Object.keys(data).find((mime) => !/json$/.test(mime) && typeof data[mime] !== "string");
  return wrong && `.${wrong} must be a string`;
};
const failure = { ename: text, evalue: text, traceback: list(text) };
const transient = optional(fields({ display_id: optional(text) }));
const expression = either(
  fields({ status: ok, data: mimeData, metadata: object }),
  fields({ status: oneOf("error"), ...failure }),
);
const reply = (shape: Record<string, Check>): Check => {
  const good = fields({ status: ok, ...shape });
  const failed = fields({
    status: oneOf("error"),
    ...failure,
    execution_count: optional(count),
    payload: optional(list(object)),
    user_expressions: optional(object),
  });
  const aborted = fields({ status: oneOf("aborted"), execution_count: optional(count) });
  return (value) => {
    const status = isObject(value) ? value.status : undefined;
    return status === "error" ? failed(value) : status === "aborted" ? aborted(value) : good(value);
  };
};

const contents: Record<string, Check> = {
  kernel_info_reply: reply({
    protocol_version: text,
    implementation: text,
    implementation_version: text,
    language_info: fields({
      name: text,
      version: text,
      mimetype: text,
      file_extension: (value) => (/^\.\w+$/.test(String(value)) ? undefined : "must be like .ts"),
      pygments_lexer: optional(text),
      codemirror_mode: optional(either(text, object)),
      nbconvert_exporter: optional(text),
    }),
    banner: text,
    debugger: optional(truth),
    help_links: optional(list(fields({ text, url: text }))),
    supported_features: optional(list(oneOf("debugger", "kernel subshells"))),
  }),
  execute_reply: reply({
    execution_count: count,
    payload: optional(list(object)),
    user_expressions: optional(mapping(expression)),
  }),
  inspect_reply: reply({ found: truth, data: mimeData, metadata: object }),
  complete_reply: reply({ matches: list(text), cursor_start: count, cursor_end: count, metadata: object }),
  history_reply: reply({
    history: list((value) => {
      if (!Array.isArray(value) || value.length !== 3) return "must be [session, line, input]";
      return count(value[0]) ?? count(value[1]) ?? either(text, list(either(text, oneOf(null))))(value[2]);
    }),
  }),
  is_complete_reply: fields({ status: oneOf("complete", "incomplete", "invalid", "unknown"), indent: optional(text) }),
  connect_reply: reply({
    shell_port: count,
    iopub_port: count,
    stdin_port: count,
    hb_port: count,
    control_port: count,
  }),
  comm_info_reply: reply({ comms: mapping(fields({ target_name: text })) }),
  shutdown_reply: reply({ restart: truth }),
  interrupt_reply: reply({}),
  stream: fields({ name: oneOf("stdout", "stderr"), text }),
  display_data: fields({ data: mimeData, metadata: object, transient }),
  update_display_data: fields({ data: mimeData, metadata: object, transient: fields({ display_id: text }) }),
  execute_input: fields({ code: text, execution_count: count }),
  execute_result: fields({ execution_count: count, data: mimeData, metadata: object, transient }),
  error: fields(failure),
  status: fields({ execution_state: oneOf("busy", "idle", "starting") }),
  clear_output: fields({ wait: truth }),
  iopub_welcome: fields({ subscription: text }),
  comm_open: fields({ comm_id: text, target_name: text, target_module: optional(text), data: object }),
  comm_msg: fields({ comm_id: text, data: object }),
  comm_close: fields({ comm_id: text, data: object }),
  input_request: fields({ prompt: text, password: truth }),
};

const header = fields({
  msg_id: text,
  session: text,
  username: text,
  date: (value) => (Number.isNaN(Date.parse(String(value))) ? "must be a date" : undefined),
  msg_type: text,
  version: (value) => (value === "5.5" ? undefined : 'must be "5.5"'),
  subshell_id: optional(either(text, oneOf(null))),
});

export interface SentMessage {
  header: object;
  parent_header: object;
  metadata: object;
  content: object;
}

/** What is wrong with a message a kernel sent, or nothing. */
export function problemOf(message: SentMessage): string | undefined {
  const type = (message.header as { msg_type?: string }).msg_type ?? "";
  const check = contents[type];
  if (!check) return `${type} is no message of a kernel`;
  // These three are the only ones that belong to no request.
  const free = ["iopub_welcome", "status", "comm_msg", "comm_open", "comm_close"].includes(type);
  const parentless = !(message.parent_header as { msg_id?: string }).msg_id && !free;
  const problem =
    inside("header", header(message.header)) ??
    (parentless ? "parent_header is empty" : undefined) ??
    inside("metadata", object(message.metadata)) ??
    inside("content", check(message.content));
  return problem && `${type}: ${problem}`;
}
