// Opens a page in Chromium as people do, and says as JSON what there is to see.
//
//   node look.mjs PAGE.html FOLDER      FOLDER holds node_modules with playwright-core and axe-core
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const [file, tools] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${tools}/look.js`));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const url = pathToFileURL(file).href;
const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", ...quiet] });
const seen = { messages: [], requests: [], overflows: [], violations: [] };

async function open(options) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("console", said => seen.messages.push(said.text()));
  page.on("pageerror", error => seen.messages.push(String(error)));
  page.on("request", request => request.url() == url || seen.requests.push(request.url()));
  page.on("dialog", dialog => { seen.messages.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(url);
  return page;
}

const shown = page => page.evaluate(() => [...document.querySelectorAll("[data-v]")].filter(e => e.checkVisibility({ contentVisibilityAuto: false })).length);
const overflow = page => page.evaluate(() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const culprit = wide > 0 && [...document.querySelectorAll("body *")].find(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest(".wide, pre"));
  return wide > 0 ? `${wide}px: ${culprit ? culprit.outerHTML.slice(0, 200) : "?"}` : null;
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [400, 800, 1400]) {
    const page = await open({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    await page.evaluate(() => document.querySelectorAll("details").forEach(it => { it.open = true; }));
    const wide = await overflow(page);
    if (wide) seen.overflows.push(`${colorScheme} ${width}: ${wide}`);
    // What is not on the screen has an estimated height until it is: axe would take the overlaps of estimates for real.
    await page.addStyleTag({ content: "* { content-visibility: visible !important; }" });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    for (const it of violations) seen.violations.push(`${colorScheme} ${width}: ${it.id}: ${it.nodes[0].html} ${it.nodes[0].failureSummary}`);
    await page.context().close();
  }
}

const page = await open({});
seen.all = await shown(page);
seen.bars = await page.evaluate(() => [...document.querySelectorAll(".bar rect, .time circle")].map(e => e.getBoundingClientRect()).filter(it => it.width > 0 && it.height > 0).length);
seen.cells = await page.evaluate(() => [...document.querySelectorAll("#rows tbody td.c")].map(e => getComputedStyle(e, "::before").content).filter(it => it && it != "none").length);
await page.fill("#q", "certificate");
seen.searched = await shown(page);
seen.said = await page.textContent("#n");
await page.fill("#q", "");
await page.selectOption("#f", "gap");
seen.gaps = await shown(page);
seen.gapsOnly = await page.evaluate(() => [...document.querySelectorAll("[data-v]:not([hidden])")].every(e => e.dataset.v == "gap"));
await page.selectOption("#f", "");
await page.click("a[data-f=weak]");
seen.weak = await shown(page);
await page.selectOption("#f", "");
const firsts = () => page.evaluate(() => [...document.querySelectorAll("#rows tbody tr")].map(r => r.cells[0].textContent.trim()));
const sortBy = page.locator("#rows thead th button").first();
await sortBy.focus();
await page.keyboard.press("Enter");
seen.up = await firsts();
seen.sorted = await page.getAttribute("#rows thead th", "aria-sort");
await page.keyboard.press("Enter");
seen.down = await firsts();
await page.goto(url);
await page.keyboard.press("Tab");
seen.firstFocus = await page.evaluate(() => [document.activeElement.className, document.activeElement.getBoundingClientRect().width > 10]);
seen.broken = await page.evaluate(() => [...document.querySelectorAll("a[href^='#']")].map(a => a.getAttribute("href")).filter(it => !document.getElementById(it.slice(1))));
seen.ids = await page.evaluate(() => { const all = [...document.querySelectorAll("[id]")].map(e => e.id); return all.length - new Set(all).size; });

const plain = await open({ javaScriptEnabled: false });
seen.plain = await plain.locator("[data-v]").count();
seen.plainShown = await plain.locator("#rows tbody tr").first().isVisible();
seen.plainFind = await plain.locator("#find").isVisible();
seen.plainButtons = await plain.locator("button").count();
seen.plainText = (await plain.locator("main").innerText()).length;

const paper = await open({ viewport: { width: 703, height: 1000 } });
await paper.emulateMedia({ media: "print" });
seen.paper = await overflow(paper);
seen.pdf = (await paper.pdf({ format: "A4", preferCSSPageSize: true, path: `${file}.pdf` })).length;

if (process.env.LOOK_TIMES) {
  const page = await open({});
  seen.times = await page.evaluate(async () => {
    const q = document.getElementById("q"), frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    const opened = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd, times = [];
    for (const word of ["c", "ce", "cert", "", "zzz", ""]) {
      const begun = performance.now();
      q.value = word;
      q.dispatchEvent(new Event("input"));
      await frame();
      times.push(Math.round(performance.now() - begun));
    }
    return { opened: Math.round(opened), filtered: times };
  });
}
await browser.close();
console.log(JSON.stringify(seen));
