// The HTML pages in a real browser: what no reader of their text could find out. See README.md in this folder.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));
const program = process.env.ORDER_CONTRACTS ?? path.join(here, "../../target/debug/order-contracts");
const axe = fs.readFileSync(path.join(here, "node_modules/axe-core/axe.min.js"), "utf8");
const shots = process.env.SHOTS;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "order-contracts-pages-"));
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const HOSTILE = "</script><script>document.title='x'</script>\"><img src=x onerror=\"document.title='x'\">\u202e<!--]]>";

const write = (name, value) => fs.writeFileSync(path.join(folder, name), typeof value === "string" ? value : JSON.stringify(value, null, 1));
const lines = (records) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** Runs the program and returns the address of the page that it writes. */
function page(name, ...args) {
  const run = spawnSync(program, args, { cwd: folder, maxBuffer: 1 << 30 });
  assert.ok(run.status === 0 || run.status === 1 || run.status === 2, `${args.join(" ")}: ${run.stderr}`);
  const file = path.join(folder, `${name}.html`);
  fs.writeFileSync(file, run.stdout);
  assert.ok(run.stdout.length > 0, `${args.join(" ")}: ${run.stderr}`);
  return pathToFileURL(file).href;
}

/** A document with a request body of many kinds of constraints; `revised` changes some of them. */
function orders(name, revised) {
  return {
    openapi: "3.0.3",
    info: { title: name === "name" ? "Orders of a shop" : name, version: "1.4.0", description: name },
    paths: {
      "/orders": {
        post: {
          operationId: "createOrder",
          requestBody: { required: true, content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } } },
          responses: { 201: { description: name, content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } } } },
        },
        get: {
          operationId: revised ? "listAllOrders" : "listOrders",
          parameters: [{ name: "take", in: "query", required: revised, description: name, schema: { type: "integer", minimum: 1 } }],
          responses: { 200: { description: revised ? "All orders." : "Orders." } },
        },
      },
    },
    components: {
      schemas: {
        Order: {
          type: "object",
          required: ["amount"],
          additionalProperties: !revised,
          properties: {
            amount: { type: "integer", minimum: revised ? 100 : 1, description: name },
            [name]: { type: "string", maxLength: revised ? 50 : 100, description: name },
            locale: { type: "string", enum: revised ? ["en", "fr", "de"] : ["en", "fr"] },
          },
        },
      },
    },
  };
}

function exchanges(name) {
  const post = (body, status = 201) => ({ request: { method: "POST", target: "/orders", body }, response: { status, body: { amount: 120 } } });
  return lines([
    post({ amount: 120, [name]: "a" }), post({ amount: 120 }), post({ amount: "1" }), post({ amount: 1, locale: "xx" }),
    post({ [name]: "x".repeat(80) }), { request: { method: "GET", target: "/orders?take=0" } }, { request: { method: "GET", target: "/nope" } },
    { no: "exchange" },
  ]);
}

function many() {
  const names = Array.from({ length: 10_000 }, (_, number) => `property${number}`);
  const document = (id) => ({
    openapi: "3.0.3",
    info: { title: "Many", version: "1.0.0" },
    paths: Object.fromEntries(Array.from({ length: 2_000 }, (_, number) => [
      `/path${number}`,
      Object.fromEntries(["get", "put", "post", "delete", "patch"].map((method) => [
        method, { operationId: `${method}${id}${number}`, responses: { 200: { description: "D" } } },
      ])),
    ])),
    components: { schemas: { Wide: { type: "object", additionalProperties: { type: "string" } } } },
  });
  write("many-base.json", document("Old"));
  write("many-revision.json", document("New"));
  write("many.ndjson", lines([Object.fromEntries(names.map((name) => [name, 1]))]));
}

/** A tab that keeps what it must not see: errors, messages of the console, requests. */
async function open(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const tab = await context.newPage();
  const wrong = [];
  tab.on("console", (message) => wrong.push(`console: ${message.text()}`));
  tab.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  let requests = 0;
  tab.on("request", () => { requests += 1; });
  // What the page costs its thread, whatever else the machine is doing.
  const session = await context.newCDPSession(tab);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const work = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  await tab.goto(address);
  return { tab, wrong, work, requests: () => requests, close: () => context.close() };
}

async function shoot(tab, name) {
  if (shots) {
    fs.mkdirSync(shots, { recursive: true });
    await tab.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
  }
}

/** A page needs a moment to show what it was asked for, and a busy machine a longer one. */
async function settles(ask, expected) {
  for (let left = 300; left > 0 && (await ask()) !== expected; left -= 1) await new Promise((done) => setTimeout(done, 100));
  assert.equal(await ask(), expected);
}

const checks = [];
const check = (name, run) => checks.push([name, run]);
const PAGES = ["diff", "validate", "hostile-diff", "hostile-validate", "git-new"];

for (const colorScheme of ["light", "dark"]) {
  for (const [width, height] of [[1280, 900], [400, 800]]) {
    check(`no accessibility finding, request or message: ${colorScheme}, ${width} wide`, async (browser, at) => {
      for (const name of PAGES) {
        const { tab, wrong, requests, close } = await open(browser, at[name], { colorScheme, viewport: { width, height } });
        await shoot(tab, `${name}-${colorScheme}-${width}`);
        // With everything open, so that everything is checked; `evaluate` is not subject to the policy of the page.
        await tab.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
        await tab.evaluate(axe);
        const { violations } = await tab.evaluate(() => globalThis.axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        }));
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`).join(" | ")}`);
        assert.deepEqual(found, [], name);
        assert.deepEqual(wrong, [], name);
        assert.equal(requests(), 1, `${name}: the file itself and nothing else`);
        const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `${name}: nothing is wider than the window (${overflow})`);
        await close();
      }
    });
  }
}

check("counts filter, and the search does", async (browser, at) => {
  const { tab, close } = await open(browser, at.diff);
  const shown = () => tab.locator(".item:visible").count();
  const all = await tab.locator(".item").count();
  await tab.getByRole("link", { name: /^\d+ breaking, wire$/ }).click();
  const count = Number(await tab.getByRole("link", { name: /^\d+ breaking, wire$/ }).textContent());
  assert.ok(count > 0);
  await settles(shown, count);
  assert.match(await tab.getByRole("status").textContent(), new RegExp(`^${count} of ${all} shown$`));
  await tab.keyboard.press("Escape");
  await tab.getByRole("button", { name: "breaking", exact: true }).click();
  await settles(shown, await tab.locator(".item[data-verdict=breaking]").count());
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("/");
  await tab.keyboard.type("maxlength decreased");
  await settles(shown, 1);
  await tab.keyboard.press("Escape");
  await tab.getByRole("button", { name: "Expand all" }).click();
  await settles(shown, all);
  await close();
});

check("a deep link opens what it names, also in what is folded and filtered out", async (browser, at) => {
  const { tab, close } = await open(browser, at.diff);
  const id = await tab.locator(".chapter:not([open]) .item").first().getAttribute("id");
  assert.ok(id, "there is a folded change");
  await close();
  const direct = await open(browser, `${at.diff}#${id}`);
  assert.ok(await direct.tab.locator(`[id="${id}"]`).isVisible());
  assert.equal(await direct.tab.evaluate(() => document.activeElement.id), id);
  await direct.tab.getByRole("button", { name: "breaking", exact: true }).click();
  await settles(() => direct.tab.locator(`[id="${id}"]`).isVisible(), false);
  await direct.tab.evaluate((other) => { location.hash = ""; location.hash = other; }, id);
  await settles(() => direct.tab.locator(`[id="${id}"]`).isVisible(), true);
  await direct.close();
});

check("the keyboard reaches everything that can be used", async (browser, at) => {
  for (const name of ["diff", "validate"]) {
    const { tab, close } = await open(browser, at[name]);
    await tab.getByRole("button", { name: "Expand all" }).click();
    await tab.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
    const wanted = await tab.evaluate(() => {
      const all = [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")];
      all.forEach((element, number) => { element.dataset.reached = number; });
      return all.length;
    });
    const reached = new Set();
    for (let step = 0; step < wanted + 5; step += 1) {
      await tab.keyboard.press("Tab");
      reached.add(await tab.evaluate(() => document.activeElement?.dataset.reached));
    }
    reached.delete(undefined);
    assert.equal(reached.size, wanted, name);
    await tab.keyboard.press("j");
    assert.equal(await tab.locator(".item.current").count(), 1);
    const first = await tab.locator(".item.current").getAttribute("id");
    await tab.keyboard.press("j");
    assert.notEqual(await tab.locator(".item.current").getAttribute("id"), first);
    await tab.keyboard.press("k");
    assert.equal(await tab.locator(".item.current").getAttribute("id"), first);
    await close();
  }
});

check("what is copied is the fingerprint and the command", async (browser, at) => {
  const { tab, close } = await open(browser, at.diff, { permissions: ["clipboard-read", "clipboard-write"] });
  const curl = tab.getByRole("button", { name: /^Copy the command of / }).first();
  await curl.click();
  const text = await tab.evaluate(() => navigator.clipboard.readText());
  assert.match(text, /^curl -X \w+ "\$SERVER"\/orders/);
  await tab.getByRole("button", { name: "Expand all" }).click();
  const button = tab.getByRole("button", { name: /^Copy the fingerprint / }).first();
  await button.click();
  assert.match(await tab.evaluate(() => navigator.clipboard.readText()), /^[0-9a-f]{16}$/);
  await close();
});

check("without script everything can be read", async (browser, at) => {
  for (const name of ["diff", "validate"]) {
    const { tab, close } = await open(browser, at[name], { javaScriptEnabled: false });
    assert.equal(await tab.locator(".only-script:visible").count(), 0, "nothing is offered that would do nothing");
    for (const summary of await tab.locator("main details:not([open]) > summary:visible").all()) {
      if (await summary.isVisible()) await summary.click();
    }
    const items = await tab.locator(".item").count();
    assert.ok(items > 0);
    assert.equal(await tab.locator(".item:visible").count(), items);
    await close();
  }
});

check("a page is printed with everything on it", async (browser, at) => {
  for (const name of ["diff", "validate"]) {
    const { tab, close } = await open(browser, at[name]);
    const pdf = await tab.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    await tab.emulateMedia({ media: "print" });
    const folded = tab.locator("details:not([open]) .rule").first();
    assert.ok(await folded.isVisible(), `${name}: what is folded is printed`);
    assert.ok(!(await tab.locator(".tools").isVisible()));
    if (shots) fs.writeFileSync(path.join(shots, `${name}.pdf`), pdf);
    await close();
  }
});

check("texts of others are texts", async (browser, at) => {
  for (const name of ["hostile-diff", "hostile-validate"]) {
    const { tab, close } = await open(browser, at[name]);
    const elements = await tab.evaluate(() => ({
      scripts: document.scripts.length,
      images: document.images.length,
      frames: document.querySelectorAll("iframe, object, embed, link, base, form").length,
      handlers: [...document.querySelectorAll("*")].filter((element) => element.getAttributeNames().some((attribute) => attribute.startsWith("on"))).length,
      title: document.title,
      text: document.body.textContent,
    }));
    const { title, text, ...counts } = elements;
    assert.deepEqual(counts, { scripts: 1, images: 0, frames: 0, handlers: 0 }, name);
    assert.notEqual(title, "x");
    assert.ok(text.includes("<img src=x onerror="), `${name}: the text is there`);
    assert.ok(!text.includes("\u202e"), `${name}: nothing turns it around`);
    await close();
  }
});

check("the markup is valid", async (browser, at) => {
  const validator = new HtmlValidate({
    extends: ["html-validate:standard"],
    rules: { "no-inline-style": "error", "long-title": "off", "prefer-native-element": "off", "heading-level": "error" },
  });
  for (const name of PAGES) {
    const report = await validator.validateFile(fileURLToPath(at[name]));
    const found = report.results.flatMap(({ messages }) => messages.slice(0, 5).map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`));
    assert.deepEqual(found, [], name);
  }
});

check("10,000 findings open and can be searched", async (browser, at) => {
  for (const name of ["many-diff", "many-validate"]) {
    const begin = performance.now();
    const { tab, wrong, work, close } = await open(browser, at[name]);
    await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    const [loaded, worked] = [performance.now() - begin, await work()];
    const items = await tab.locator(".item").count();
    assert.equal(items, 10_000, name);
    const searching = performance.now();
    await tab.locator("#search").fill("1234");
    await tab.waitForFunction(() => document.getElementById("status").textContent !== "");
    const searched = performance.now() - searching;
    assert.deepEqual(wrong, []);
    const size = fs.statSync(fileURLToPath(at[name])).size;
    console.log(`  ${name}: ${(size / 1e6).toFixed(1)} MB, opened in ${loaded.toFixed(0)} ms (${worked.toFixed(0)} ms of work), searched in ${searched.toFixed(0)} ms`);
    await close();
  }
});

write("base.json", orders("name", false));
write("revision.json", orders("name", true));
write("hostile-base.json", orders(HOSTILE, false));
write("hostile-revision.json", orders(HOSTILE, true));
write("day.ndjson", exchanges("name"));
write("hostile.ndjson", exchanges(HOSTILE));
write("wide-base.json", orders("w".repeat(3_000), false));
many();
const html = ["--format", "html"];
const at = {
  diff: page("diff", "diff", "base.json", "revision.json", ...html),
  validate: page("validate", "validate", "--contract", "base.json", "day.ndjson", "--strict", ...html),
  "hostile-diff": page("hostile-diff", "diff", "hostile-base.json", "hostile-revision.json", ...html),
  "hostile-validate": page("hostile-validate", "validate", "--contract", "hostile-base.json", "hostile.ndjson", "--strict", "--show-values", ...html),
  "git-new": page("git-new", "diff", "base.json", "wide-base.json", ...html),
  "many-diff": page("many-diff", "diff", "many-base.json", "many-revision.json", ...html),
  "many-validate": page("many-validate", "validate", "--contract", "many-base.json", "Wide", "many.ndjson", "--max-violations", "10000", ...html),
};
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
let failed = 0;
for (const [name, run] of checks) {
  try {
    await run(browser, at);
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.error(`FAILED ${name}\n${error.stack ?? error}`);
  }
}
await browser.close();
if (failed === 0) fs.rmSync(folder, { recursive: true });
else console.error(`${failed} of ${checks.length} checks failed; the pages are in ${folder}`);
process.exitCode = failed === 0 ? 0 : 1;
