import assert from "node:assert/strict";
import { test } from "node:test";
import { ExitKeys } from "./exit.ts";

function press(keys: ExitKeys, key: string, now: number): number {
  keys.down(key, false);
  return keys.up(key, now);
}

test("the same key three times within five seconds counts to three", () => {
  const keys = new ExitKeys();
  assert.deepEqual([press(keys, "Shift", 0), press(keys, "Shift", 400), press(keys, "Shift", 800)], [1, 2, 3]);
});

test("capital letters are writing, not leaving", () => {
  const keys = new ExitKeys();
  for (let letter = 0; letter < 5; letter += 1) {
    keys.down("Shift", false);
    keys.down("A", false);
    assert.equal(keys.up("A", letter), 0);
    assert.equal(keys.up("Shift", letter), 0);
  }
});

test("too slow, another key or a held key begin again", () => {
  const keys = new ExitKeys();
  press(keys, "Shift", 0);
  assert.equal(press(keys, "Shift", 6_000), 1);
  assert.equal(press(keys, "Escape", 6_100), 1);
  keys.down("Escape", true);
  assert.equal(keys.up("Escape", 6_200), 0);
});
