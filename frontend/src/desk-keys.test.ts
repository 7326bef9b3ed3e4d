import assert from "node:assert/strict";
import { test } from "node:test";
import { moveOf, nextUnread } from "./desk-keys.ts";

const NONE = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, code: "Digit1" };

test("Alt and a number lead to that chat, Alt and N to what is new", () => {
  assert.deepEqual(moveOf({ ...NONE, altKey: true }), { to: 0 });
  assert.deepEqual(moveOf({ ...NONE, altKey: true, code: "Numpad3" }), { to: 2 });
  assert.equal(moveOf({ ...NONE, altKey: true, code: "KeyN" }), "unread");
});

test("what writes a letter moves nobody", () => {
  const writing = [NONE, { ...NONE, altKey: true, ctrlKey: true }, { ...NONE, altKey: true, shiftKey: true }, { ...NONE, altKey: true, code: "Digit4" }];
  assert.deepEqual(writing.map(moveOf), [null, null, null, null]);
});

test("the next unread chat is looked for behind the one in view, and around", () => {
  assert.equal(nextUnread([2, 0, 1], 0), 2);
  assert.equal(nextUnread([2, 0, 1], 2), 0);
  assert.equal(nextUnread([0, 3, 0], 1), 1);
  assert.equal(nextUnread([0, 0], 1), -1);
  assert.equal(nextUnread([], -1), -1);
});
