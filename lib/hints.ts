// Names of PyTorch that are spelled differently here get an answer instead of undefined.

/** How a snake_case name is said here, or null if `has` does not know its camelCase form either. */
export function camelHint(name: string, has: (camel: string) => boolean): string | null {
  if (!/^[a-z]/.test(name) || !name.slice(0, -1).includes("_")) return null;
  const camel = name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  if (has(camel)) return camel;
  // PyTorch's in-place functions outside of tensors have no underscore here: clip_grad_norm_.
  return camel.endsWith("_") && has(camel.slice(0, -1)) ? camel.slice(0, -1) : null;
}

/** A prototype whose missing names throw what `hint` says about them; others stay undefined. */
export function hinting(label: string, hint: (name: string) => string | null): object {
  return new Proxy(Object.prototype, {
    get(target, key, receiver) {
      if (typeof key === "string" && !(key in target)) {
        const said = hint(key);
        if (said !== null) throw new TypeError(`${label} has no "${key}": ${said}`);
      }
      return Reflect.get(target, key, receiver);
    },
  });
}

/** Gives a class hints for names that neither it nor its subclass has; `renamed` and `more` know those that are not just camelCase. */
export function hintMembers(
  prototype: object,
  label: string,
  renamed: Readonly<Record<string, string>> = {},
  more: (name: string) => string | null = () => null,
): void {
  const hint = (name: string) => {
    if (Object.hasOwn(renamed, name)) return renamed[name]!;
    const camel = camelHint(name, (other) => other in prototype);
    return camel === null ? more(name) : `use ${camel}`;
  };
  Object.setPrototypeOf(prototype, hinting(label, hint));
}

/** The functions of a module, with hints. */
export function hintFunctions<T extends object>(functions: T, label: string): T {
  const hint = (name: string) => {
    const camel = camelHint(name, (other) => Object.hasOwn(functions, other));
    return camel === null ? null : `use ${label}.${camel}`;
  };
  return Object.assign(Object.create(hinting(label, hint)), functions) as T;
}
