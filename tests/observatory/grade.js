// Grades a page as the HTTP Observatory would: node grade.js HOST HTTP-PORT HTTPS-PORT PATH.
//
// Retriever, tests and grader are the scanner's own. Its command line has no place for ports, and two lists that it gets
// from the network when it is installed are left empty: hosts that browsers know to want TLS, where ours cannot be yet,
// and which suffixes are public, which it needs for nothing here.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const scanner = join(dirname(fileURLToPath(import.meta.url)), "node_modules/@mdn/mdn-http-observatory");
mkdirSync(join(scanner, "conf"), { recursive: true });
writeFileSync(join(scanner, "conf/hsts-preload.json"), "{}");

const { retrieve } = await import(join(scanner, "src/retriever/retriever.js"));
const { ALL_TESTS } = await import(join(scanner, "src/constants.js"));
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await import(join(scanner, "src/grader/charts.js"));
const { getGradeForScore, getScoreModifier } = await import(join(scanner, "src/grader/grader.js"));

const [host, httpPort, httpsPort, path] = process.argv.slice(2);
const seen = await retrieve(host, { httpPort, httpsPort, path });
const results = ALL_TESTS.map((test) => test(seen)).filter((one) => one.result);
const modifiers = results.map((one) => getScoreModifier(one.result));
const lost = modifiers.filter((one) => one < 0).reduce((sum, one) => sum + one, 100);
const all = modifiers.reduce((sum, one) => sum + one, 100);
const { grade, score } = getGradeForScore(lost >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : lost);
console.log(JSON.stringify({
  grade,
  score,
  status: seen.responses.auto?.status ?? null,
  tests: Object.fromEntries(
    results.map((one, nth) => [one.constructor.name, { result: one.result, pass: one.pass, modifier: modifiers[nth] }]),
  ),
}));
