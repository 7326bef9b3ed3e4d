import assert from "node:assert/strict";
import { test } from "node:test";
import { ChatWords } from "./chat-words.ts";

const ARABIC = { one: "واحدة", two: "اثنتان", few: "{count} دقائق", many: "{count} دقيقة", other: "{count} دقيقة." };

test("a sentence names the other person, whatever the name holds", () => {
  const words = new ChatWords(JSON.stringify({ here: "{name} is here" }), "en");
  assert.equal(words.say("here", { name: "$& {count}" }), "$& {count} is here");
  assert.equal(words.say("unknown"), "");
});

test("what counts takes the form of its language", () => {
  const words = new ChatWords(JSON.stringify({ timeSoon: ARABIC }), "ar");
  const said = [1, 2, 3, 11, 100].map((minutes) => words.notice({ type: "notice", chat: "c", kind: "timeSoon", minutes }, "Sam"));
  assert.deepEqual(said, ["واحدة", "اثنتان", "3 دقائق", "11 دقيقة", "100 دقيقة."]);
});

test("a refusal is said in the page's words, and one that the page does not know in the server's", () => {
  const words = new ChatWords(JSON.stringify({ tooFast: "Más despacio" }), "es");
  const refused = { type: "refused", ref: null, detail: "English" } as const;
  assert.equal(words.refusal({ ...refused, code: "tooFast" }), "Más despacio");
  assert.equal(words.refusal({ ...refused, code: "notUnderstood" }), "English");
});
