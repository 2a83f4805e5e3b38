#!/usr/bin/env node
import { launch } from "./setup/launch.mjs";

launch("main.ts", { plan: ["node", "packages"] });
