import assert from "node:assert/strict";
import { test } from "node:test";
import { padded, pauseBefore } from "./socket.ts";

test("a frame has one of four sizes and is still the same JSON", () => {
  for (const [text, size] of [["", 512], ["é".repeat(300), 2048], ["😀".repeat(2_000), 8192 + 24_576]] as const) {
    const frame = padded({ type: "post", text });
    assert.ok([512, 2048, 8192, 32768].includes(new TextEncoder().encode(frame).length), `${size}`);
    assert.deepEqual(JSON.parse(frame), { type: "post", text });
  }
});

test("the pause before a new attempt is never short of 250 ms nor over 10 s", () => {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    assert.ok(pauseBefore(attempt, 0) >= 250);
    assert.ok(pauseBefore(attempt, 1) <= 10_000);
  }
  assert.equal(pauseBefore(20, 1), 10_000);
});
