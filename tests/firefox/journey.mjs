// Two people in Firefox, by WebDriver BiDi: somebody comes in, is heard, and leaves.
// It is told by the environment: FIREFOX (the program), ORIGIN, LISTENER (Sam's link), NEUTRAL (where the exit leads).

import assert from "node:assert/strict";
import puppeteer from "puppeteer-core";

const { FIREFOX, ORIGIN, LISTENER, NEUTRAL } = process.env;
const PATIENCE = 40_000; // milliseconds: the machine may be busy

async function window_(firefox) {
  const page = await (await firefox.createBrowserContext()).newPage();
  page.setDefaultTimeout(PATIENCE);
  return page;
}

// A window that lies behind draws nothing, and what is to be pressed never comes to rest there.
async function press(where, what) {
  await where.bringToFront();
  await where.locator(what).click();
}

async function write(where, what, text) {
  await where.bringToFront();
  await where.locator(what).fill(text);
}

const sees = (where, text) => where.waitForSelector(`::-p-text(${text})`, { visible: true });

async function follows(page, what) {
  await Promise.all([page.waitForNavigation(), press(page, what)]);
}

/** The one of several that is in sight: the desk keeps the panel of each chat. */
async function open(where, what) {
  await where.bringToFront();
  const inSight = (what) => [...document.querySelectorAll(what)].find((one) => one.checkVisibility());
  return where.waitForFunction(inSight, {}, what);
}

/** From the landing page into the line. */
async function joins(page, words) {
  await page.goto(`${ORIGIN}/`);
  await follows(page, "a[href='/talk']");
  await press(page, "[name=age][value=adult]");
  await follows(page, "form[action='/talk/age'] .is-main");
  await write(page, "#first_message", words);
  await follows(page, "form[action='/talk/about'] .is-main");
  assert.match(page.url(), /\/wait$/);
}

async function visit(sam, page) {
  const first = "I came here in Firefox.";
  await joins(page, first);
  await press(sam, "button::-p-text(Accept)");
  await sees(sam, first);
  await page.waitForFunction(() => location.pathname === "/chat");
  await sees(page, first);
  const answer = "Hello, I am Sam. Begin anywhere.";
  const box = await open(sam, ".panel-chat .composer-row textarea");
  await box.type(answer);
  await box.press("Enter");
  await sees(page, answer);
  const words = "It helps to write it.";
  await write(page, "#text", words);
  await press(page, ".send");
  await sees(sam, words);
  await sees(page, words);
  await page.bringToFront();
  for (let pressed = 0; pressed < 3; pressed += 1) await page.keyboard.press("Shift");
  await page.waitForSelector("main", { visible: true });
  const until = Date.now() + PATIENCE;
  while (page.url() !== NEUTRAL && Date.now() < until) await new Promise((go) => setTimeout(go, 100));
  assert.equal(page.url(), NEUTRAL);
  await sees(sam, "They left quickly, and safely.");
  assert.deepEqual(await page.cookies(ORIGIN), []);
  await page.goBack().catch((failed) => assert.match(failed.message, /no such history entry/)); // nothing lies behind
  const shown = await page.content();
  for (const never of [first, words, answer]) assert.ok(!shown.includes(never), "Back shows what was said");
  await (await open(sam, ".wrap-up button[type=submit]")).click();
}

const firefox = await puppeteer.launch({ browser: "firefox", executablePath: FIREFOX, headless: true });
try {
  const sam = await window_(firefox);
  await sam.goto(LISTENER);
  await press(sam, "[data-state=ready]");
  await sam.waitForSelector("[data-state=ready][aria-pressed=true]");
  console.log(await firefox.version());
  await visit(sam, await window_(firefox));
  console.log("came in, was heard, left");
} finally {
  await firefox.close();
}
