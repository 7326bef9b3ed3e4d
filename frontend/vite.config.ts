// Builds one entry per page into dist/, with a manifest from which the server reads file names by entry name.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const VIEWER_FILES = [
  "swagger-ui-bundle.js",
  "swagger-ui-standalone-preset.js",
  "swagger-ui.css",
  "favicon-32x32.png",
  "LICENSE",
];

/** The API's viewer comes from npm and is served by us, so that no page loads anything from elsewhere. */
function apiViewer(): Plugin {
  return {
    name: "api-viewer",
    apply: "build",
    writeBundle({ dir = "dist" }) {
      const from = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
      mkdirSync(join(dir, "swagger"), { recursive: true });
      for (const file of VIEWER_FILES) copyFileSync(join(from, file), join(dir, "swagger", file));
    },
  };
}

/** Each text lies beside its two smaller selves, so that serving it is reading a file. */
function packed(): Plugin {
  return {
    name: "packed",
    apply: "build",
    enforce: "post",
    closeBundle() {
      for (const name of readdirSync("dist").filter((file) => /\.(js|css|svg)$/.test(file))) {
        const whole = readFileSync(join("dist", name));
        if (whole.length === 0) continue;
        writeFileSync(join("dist", `${name}.br`), brotliCompressSync(whole));
        writeFileSync(join("dist", `${name}.gz`), gzipSync(whole, { level: 9 }));
      }
    },
  };
}

const ENTRIES = [
  "seeker",
  "plain",
  "waiting",
  "chat",
  "plan",
  "staff",
  "ways-in",
  "desk",
  "calls",
  "worker",
  "board",
  "practice",
  "safety",
  "statistics",
  "schema",
  "proof",
];

export default defineConfig({
  base: "/assets/",
  plugins: [apiViewer(), packed()],
  build: {
    target: "es2019",
    // Older browsers ignore what they do not know; rewriting logical properties for them would double the sheet.
    cssTarget: ["chrome87", "firefox78", "safari14.1"],
    assetsDir: "",
    assetsInlineLimit: 0,
    manifest: "manifest.json",
    modulePreload: false,
    rolldownOptions: {
      // Officers use a browser of today: what their library says of older ones, and of Node, concerns nobody.
      onLog: (level, log, tell) => log.message.includes("@hpke") || tell(level, log),
      input: Object.fromEntries(ENTRIES.map((name) => [name, `src/${name}.ts`])),
    },
  },
});
