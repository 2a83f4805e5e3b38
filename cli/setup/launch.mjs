// Every launcher starts here. Old syntax and no imports: this file must load, and say so, on a Node too old for the rest.

/**
 * Runs `main(args)` of a TypeScript file under a Node that runs TypeScript, bringing what is missing first.
 *
 * @param {string} script path of the file, seen from `cli/`
 * @param {{ plan: string[], always?: boolean, args?: string[] }} options the set-up's steps that the command needs;
 *   `always` compares npm packages with the lock file, otherwise any `node_modules` will do; `args` if not all of them
 */
export function launch(script, options) {
  var major = Number(process.versions.node.split(".")[0]);
  if (major < 18) {
    console.error(
      "tsgrad needs Node 18 or newer to set itself up, and this is " +
        process.version +
        " (" +
        process.execPath +
        ").\nInstall a current Node, from your system's packages or https://nodejs.org, and try again.",
    );
    process.exit(1);
  }
  if (process.platform === "win32") {
    console.error("tsgrad runs on Linux and macOS. On Windows use WSL: `wsl --install`, then run it in there.");
    process.exit(1);
  }
  import("./bootstrap.mjs").then((module) => module.bootstrap(script, options));
}
