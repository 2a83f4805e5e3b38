// Oracles: those of parity-suite.ts.
import { describeParity } from "./parity-suite.ts";

describeParity("cpu");
describeParity("wasm");
describeParity("js");
