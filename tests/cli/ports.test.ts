import { expect } from "chai";
import { startJupyter } from "../../cli/setup/jupyter/server.ts";
import { inState } from "../../cli/setup/paths.mjs";

describe("JupyterLab", () => {
  it("started thrice at once takes three ports", async function () {
    this.timeout(120_000);
    const servers = await Promise.all(
      [1, 2, 3].map(() => startJupyter({ folder: inState("browser", "ports"), browser: false })),
    );
    try {
      expect(new Set(servers.map(({ url }) => new URL(url).port)).size).to.equal(3);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });
});
