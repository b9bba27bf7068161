// node draw.mjs SCENES.json OUT_DIR: bundles the scenes and photographs each in chromium, at its own height.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [scenesFile, outDir] = process.argv.slice(2);
const scenes = JSON.parse(readFileSync(scenesFile, "utf8"));
const work = mkdtempSync(join(tmpdir(), "promissory-pictures-"));
const here = import.meta.dirname;

function chromium(...args) {
  return execFileSync(
    process.env.CHROMIUM ?? "chromium",
    [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--hide-scrollbars",
      "--disable-background-networking",
      "--no-first-run",
      "--force-device-scale-factor=2",
      "--virtual-time-budget=4000",
      `--user-data-dir=${join(work, "profile")}`,
      ...args,
    ],
    { encoding: "utf8", maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] },
  );
}

try {
  await build({
    entryPoints: [join(here, "scene.jsx")],
    bundle: true,
    minify: true,
    outfile: join(work, "scene.js"),
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".png": "dataurl", ".svg": "dataurl", ".woff2": "dataurl" },
    logLevel: "error",
  });
  for (const scene of scenes) {
    const page = join(work, `${scene.name}.html`);
    const data = JSON.stringify(scene).replaceAll("<", "\\u003c");
    writeFileSync(
      page,
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="stylesheet" href="scene.css"></head>` +
        `<body><div id="scene"></div><script>window.SCENE=${data}</script><script src="scene.js"></script></body></html>`,
    );
    const url = pathToFileURL(page).href;
    const height = chromium("--window-size=700,4000", "--dump-dom", url).match(/data-height="(\d+)"/)?.[1];
    if (!height) throw new Error(`${scene.name} was not drawn`);
    const picture = resolve(outDir, `${scene.name}.png`);
    chromium(`--window-size=700,${height}`, `--screenshot=${picture}`, url);
    console.log(picture);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
