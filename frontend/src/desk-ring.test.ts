import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { type Bell, Ring } from "./desk-ring.ts";

class Heard implements Bell {
  strikes = 0;
  rests = 0;
  strike(): void {
    this.strikes += 1;
  }
  rest(): void {
    this.rests += 1;
  }
}

function ringing(): { ring: Ring; bell: Heard; after(seconds: number): void; over(): void } {
  mock.timers.enable({ apis: ["setInterval"] });
  const ring = new Ring();
  return { ring, bell: new Heard(), after: (seconds) => mock.timers.tick(seconds * 1000), over: () => mock.timers.reset() };
}

test("an offer rings at once, and again until it is answered", () => {
  const { ring, bell, after, over } = ringing();
  ring.allow(bell, true);
  ring.calling = true;
  assert.equal(bell.strikes, 1);
  after(12);
  ring.calling = true; // a second offer beside it is no second bell
  assert.equal(bell.strikes, 4);
  ring.calling = false;
  after(60);
  assert.deepEqual([bell.strikes, bell.rests], [4, 1]);
  over();
});

test("nothing is heard that the listener has not allowed, and nothing any more once it is taken back", () => {
  const { ring, bell, after, over } = ringing();
  ring.calling = true;
  after(8);
  assert.equal(bell.strikes, 0);
  ring.allow(bell, true);
  after(4);
  assert.equal(bell.strikes, 1);
  ring.allow(bell, false);
  after(8);
  assert.deepEqual([bell.strikes, bell.rests], [1, 1]);
  over();
});
