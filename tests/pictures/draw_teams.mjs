// node draw_teams.mjs SCENES.json OUT_DIR: draws cards as Teams shows them and photographs each scene in chromium.
// node draw_teams.mjs --check CARDS.json: only says what the library that draws them does not know.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const here = import.meta.dirname;
const { AdaptiveCard, HostConfig, SerializationContext, Versions } = createRequire(import.meta.url)(
  "./node_modules/adaptivecards/dist/adaptivecards.min.js",
);

/** What the library says about a card: unknown types, missing or bad properties, ids used twice. */
function complaints(json) {
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig({ actions: { maxActions: 25 } }); // it counts those behind the dots, too
  const context = new SerializationContext(Versions.v1_5);
  card.parse(json, context);
  const parsed = Array.from({ length: context.eventCount }, (_, n) => context.getEventAt(n).message);
  return [...parsed, ...card.validateProperties().validationEvents.map((event) => event.message)];
}

function check(cards) {
  const found = cards.flatMap((card, n) => complaints(card).map((words) => `card ${n}: ${words}`));
  if (found.length) {
    console.error(found.join("\n"));
    process.exit(1);
  }
}

function chromium(profile, ...args) {
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
      `--user-data-dir=${profile}`,
      ...args,
    ],
    { encoding: "utf8", maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] },
  );
}

async function draw(scenes, out) {
  const { build } = await import("esbuild");
  const work = mkdtempSync(join(tmpdir(), "promissory-teams-"));
  try {
    await build({
      entryPoints: [join(here, "teams_scene.js")],
      bundle: true,
      minify: true,
      outfile: join(work, "scene.js"),
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
      const profile = join(work, "profile");
      const dom = chromium(profile, "--window-size=700,6000", "--dump-dom", url);
      const height = dom.match(/data-height="(\d+)"/)?.[1];
      if (!height) throw new Error(`${scene.name} was not drawn`);
      const picture = resolve(out, `${scene.name}.png`);
      chromium(profile, `--window-size=700,${height}`, `--screenshot=${picture}`, url);
      console.log(picture);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const [first, second] = process.argv.slice(2);
if (first === "--check") {
  check(JSON.parse(readFileSync(second, "utf8")));
} else {
  const scenes = JSON.parse(readFileSync(first, "utf8"));
  check(scenes.flatMap((scene) => scene.messages.map((message) => message.card).filter(Boolean)));
  await draw(scenes, second);
}
