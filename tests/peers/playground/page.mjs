// node page.mjs ENDPOINT CHROMIUM: starts the playground for a bot's endpoint and opens its page in chromium.
// Then one command a line on stdin, one answer a line on stdout; agents_playground.py says what there is.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [endpoint, executablePath] = process.argv.slice(2);
const PATIENCE = 20_000; // milliseconds; nothing here takes a second where all is well

const home = process.cwd();
const cli = join(import.meta.dirname, "../node_modules/@microsoft/m365agentsplayground/cli.js");
const playground = spawn(
  process.execPath,
  [cli, "-e", endpoint, "-c", "msteams", "-p", "0", "--dt", "true", "--er", "false"],
  {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      TZ: "UTC",
      TEAMSAPPTESTER_BROWSER: "none",
      NODE_OPTIONS: `--require ${JSON.stringify(join(import.meta.dirname, "loopback.cjs"))}`,
    },
    stdio: ["pipe", "pipe", "ignore"],
  },
);
let browser;
const end = async (code) => {
  playground.kill();
  await browser?.close().catch(() => {});
  process.exit(code);
};
playground.once("exit", () => end(1));

const listening = new Promise((resolve) => {
  createInterface({ input: playground.stdout }).on("line", (line) => {
    const port = /^Listening on (\d+)$/.exec(line)?.[1];
    if (port) resolve(`http://127.0.0.1:${port}`);
  });
});
browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const page = await browser.newPage({ viewport: { width: 1120, height: 900 }, locale: "en-US", timezoneId: "UTC" });
page.setDefaultTimeout(PATIENCE);
const url = await listening;
await page.route("**/*", (route) => (route.request().url().startsWith(url) ? route.continue() : route.abort()));

// What a person sees of each message. A message is what stands around its header.
const seen = () =>
  [...document.querySelectorAll('[aria-label="Message header"]')].map((header) => {
    const message = header.parentElement;
    const said = [...message.children].filter((part) => part !== header);
    const all = (selector) => said.flatMap((part) => [...part.querySelectorAll(selector)]);
    const labelled = (field) =>
      (field.getAttribute("aria-labelledby") ?? "")
        .split(" ")
        .map((id) => document.getElementById(id)?.innerText.trim() ?? "")
        .filter(Boolean)
        .join(" ") || (field.getAttribute("aria-label") ?? field.getAttribute("placeholder") ?? "");
    return {
      author: header.querySelector('[aria-label="Message author"]')?.innerText.trim() ?? "",
      text: said.map((part) => part.innerText.trim()).filter(Boolean).join("\n"),
      buttons: all(".ac-actionSet button, .ac-actionSet [role=menuitem]").map((b) => b.innerText.trim()),
      inputs: all("input, textarea, [role=combobox]").map(labelled),
      links: all("a[href]").map((a) => a.href),
    };
  });
const fits = (message, { says = [], without = [], by, buttons }) =>
  says.every((words) => message.text.includes(words)) &&
  without.every((words) => !message.text.includes(words)) &&
  (by === undefined || message.author === by) &&
  (buttons === undefined || JSON.stringify(message.buttons) === JSON.stringify(buttons));
await page.addInitScript(`window.seen = ${seen}; window.fits = ${fits};`);
const face = (weight, font) => `@font-face { font-family: "Segoe UI"; font-weight: ${weight}; src: local("${font}") }`;

// The newest message that fits, as soon as there are so many.
async function find(wanted) {
  const found = await page
    .waitForFunction((what) => {
      const messages = seen();
      const found = messages.map((message, n) => ({ n, message })).filter(({ message }) => fits(message, what));
      return found.length < what.times ? null : found.at(-1);
    }, wanted)
    .catch(async () => {
      const there = JSON.stringify(await page.evaluate("seen()"));
      throw new Error(`no message fits ${JSON.stringify(wanted)}; there are ${there}`);
    });
  return found.jsonValue();
}
const spot = (n) => page.locator('[aria-label="Message header"]').nth(n).locator("xpath=..");

const commands = {
  async open() {
    await page.goto(url);
    // The bot has answered the installation, so it knows this conversation.
    await page.getByText(/^conversationUpdate \d+$/).first().waitFor();
    // Asked for from Microsoft's servers, which nobody calls here: any text font will do.
    await page.addStyleTag({
      content:
        [400, 600, 700].map((weight) => face(weight, weight > 400 ? "Lato Bold" : "Lato Regular")).join("") +
        "h1, [role=toolbar] * { white-space: nowrap !important }" +
        '[aria-label="Message timestamp"] { visibility: hidden }',
    });
    await page.getByTitle("Hide log panel").click();
  },
  async say({ text, mention }) {
    const box = page.locator('[contenteditable="true"][role="textbox"]');
    await box.click();
    if (mention) {
      await page.keyboard.type(`@${mention}`);
      await page.getByRole("menuitem", { name: mention }).click();
    }
    await page.keyboard.insertText(mention ? ` ${text}` : text);
    await page.getByLabel("Send Message").click();
  },
  async visit({ room: name }) {
    // The list of conversations is folded away.
    await page.getByRole("treeitem", { name, exact: true }).dispatchEvent("click");
  },
  async read() {
    return page.evaluate("seen()");
  },
  async find({ wanted }) {
    return (await find(wanted)).message;
  },
  async fill({ wanted, label, text }) {
    await spot((await find(wanted)).n).getByLabel(label).fill(text);
  },
  async choose({ wanted, label, option }) {
    await spot((await find(wanted)).n).getByLabel(label).click();
    await page.getByRole("option", { name: option, exact: true }).click();
  },
  async press({ wanted, button }) {
    await spot((await find(wanted)).n).getByRole("button", { name: button, exact: true }).first().click();
  },
  async picture({ path, wanted }) {
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.activeElement?.blur());
    await page.evaluate(() => document.fonts.ready);
    const what = wanted ? spot((await find(wanted)).n) : page;
    await what.screenshot({ path, animations: "disabled" });
  },
};

console.log(JSON.stringify({ ok: url }));
for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...args } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ ok: (await commands[name](args)) ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ failed: String(error.message ?? error) }));
  }
}
await end(0);
