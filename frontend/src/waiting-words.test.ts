import assert from "node:assert/strict";
import { test } from "node:test";
import { ordinal, placeWords } from "./waiting-words.ts";

const wait = { position: 4, eligible: 2, waitLow: 3, waitHigh: 8, endsIn: 30 };

test("ordinals", () => {
  assert.deepEqual([1, 2, 3, 4, 11, 12, 13, 21, 102, 112].map(ordinal), [
    "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "112th",
  ]);
});

test("the place says only what is known", () => {
  assert.deepEqual(placeWords(wait, false), ["You are 4th.", "Most people here wait 3 to 8 minutes."]);
  assert.equal(placeWords({ ...wait, position: 1 }, false)[0], "You are next.");
  assert.equal(placeWords({ ...wait, waitLow: null, waitHigh: null }, false)[1], "We cannot say yet how long it takes.");
  const nobody = placeWords({ ...wait, eligible: 0 }, false)[1];
  assert.match(nobody, /^Nobody who can talk with you .* We look for up to 30 minutes more/);
  assert.match(placeWords({ ...wait, eligible: 0, endsIn: 1 }, false)[1], /up to a minute more/);
  assert.equal(placeWords(wait, true)[0], "Somebody is reading your words now.");
});
