// node draw.mjs SCENES.json OUT_DIR: bundles the scenes and photographs each in chromium, at its own height.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const [scenesFile, outDir] = process.argv.slice(2);
const scenes = JSON.parse(readFileSync(scenesFile, "utf8"));
const here = import.meta.dirname;
const work = mkdtempSync(join(tmpdir(), "promissory-pictures-"));
const script = join(work, "scene.js");

let browser;
try {
  await build({
    entryPoints: [join(here, "scene.jsx")],
    bundle: true,
    minify: true,
    outfile: script,
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".png": "dataurl", ".svg": "dataurl", ".woff2": "dataurl" },
    logLevel: "error",
  });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  const context = await browser.newContext({
    viewport: { width: 700, height: 800 },
    deviceScaleFactor: 2,
    timezoneId: "UTC",
    locale: "en-US",
    offline: true,
  });
  for (const scene of scenes) {
    const page = await context.newPage();
    await page.setContent('<!doctype html><html lang="en"><meta charset="utf-8"><div id="scene"></div></html>');
    await page.addStyleTag({ path: join(work, "scene.css") });
    await page.addScriptTag({ path: script });
    const missing = await page.evaluate((data) => window.draw(data), scene);
    if (missing.length) throw new Error(`${scene.name} does not show: ${missing.join(" | ")}`);
    const picture = resolve(outDir, `${scene.name}.png`);
    await page.locator("#scene").screenshot({ path: picture, animations: "disabled" });
    await page.close();
    console.log(picture);
  }
} finally {
  await browser?.close();
  rmSync(work, { recursive: true, force: true });
}
