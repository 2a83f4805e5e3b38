import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";

export interface BundleOptions {
  /** The address that a module's `import.meta.url` has where the bundle runs. */
  urlOf(path: string): string;
  /** Modules that stay on their own, since others import them as well. */
  outside(path: string): boolean;
  /** What stack traces call the bundle. */
  sourceUrl: string;
  /** Are packages left to be imported where the bundle lies? */
  packagesOutside?: boolean;
}

/** Writes a module and all it imports as one, without types: Node loads a hundred small modules ten times slower. */
export async function bundle(entry: string, options: BundleOptions): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    preserveSymlinks: true,
    format: "esm",
    platform: "node",
    target: "node22",
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "silent",
    footer: { js: `//# sourceURL=${options.sourceUrl}` },
    packages: options.packagesOutside ? "external" : "bundle",
    plugins: [builtins, places(options)],
  });
  return outputFiles[0]!.text;
}

/**
 * Node's own modules are looked up when one of their exports is first used: imports would run every getter that they
 * export and load much that nobody asked for, 20 ms of a start.
 */
const builtins: Plugin = {
  name: "builtins",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path }) => (isBuiltin(path) ? { path, namespace: "builtin" } : undefined));
    onLoad({ filter: /./, namespace: "builtin" }, ({ path }) => ({
      contents: `
        let found;
        const get = (_, name) => (found ??= process.getBuiltinModule(${JSON.stringify(path)}))[name];
        module.exports = Object.create(new Proxy({}, { get }));`,
    }));
  },
};

/** Addresses are those that the module has by itself: of `import.meta.url`, and of modules imported later. */
const places = ({ urlOf, outside }: BundleOptions): Plugin => ({
  name: "places",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
      const found = join(resolveDir, path);
      return kind === "dynamic-import" || outside(found) ? { path: urlOf(found), external: true } : undefined;
    });
    onLoad({ filter: /\.m?[jt]s$/, namespace: "file" }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll("import.meta.url", JSON.stringify(urlOf(path))),
      loader: path.endsWith(".ts") ? "ts" : "js",
    }));
  },
});
