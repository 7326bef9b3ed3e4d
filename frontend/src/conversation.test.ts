import assert from "node:assert/strict";
import { test } from "node:test";
import { type Author as Anybody, Conversation, type Message } from "./conversation.ts";
import type { ChatView, Delivered, Post, Posted } from "./wire.gen.ts";

/** A coordinator has no page of this kind. */
type Author = Exclude<Anybody, "coordinator">;

type Command = Post | Delivered;

/** A page that remembers what was done to it. */
class Page {
  readonly shown: Message[] = [];
  readonly sent: Command[] = [];
  readonly takenBack: [string, string][] = [];
  resyncs = 0;
  readonly chat: Conversation;

  constructor(me: Author = "seeker", send?: (command: Command) => void, resync?: () => void) {
    this.chat = new Conversation(
      me,
      "c1",
      "e1",
      {
        show: (m) => this.shown.push(m),
        mark: () => undefined,
        takeBack: (m, reason) => {
          this.shown.splice(this.shown.indexOf(m), 1);
          this.takenBack.push([m.text, reason]);
        },
      },
      {
        send: (c) => (send ?? ((command) => this.sent.push(command)))(c),
        resync: () => {
          this.resyncs += 1;
          resync?.();
        },
      },
    );
  }

  get texts(): string[] {
    return this.shown.map((m) => m.text);
  }
}

function posted(seq: number, over: Partial<Posted> = {}): Posted {
  return { type: "posted", chat: "c1", epoch: "e1", seq, from: "listener", text: `text ${seq}`, ref: `ref-${seq}`, ...over };
}

const view = { epoch: "e1", delivered: 0, seen: 0 } satisfies Partial<ChatView>;

test("a text whose echo was lost with the socket still gets the tick of its delivery", () => {
  const page = new Page();
  page.chat.resume(view);
  page.chat.write("hello", "ref-a");
  page.chat.lost();
  page.chat.resume({ ...view, delivered: 1 });
  page.chat.posted(posted(1, { from: "seeker", ref: "ref-a" }));
  assert.equal(page.chat.find("ref-a")?.fate, "delivered");
  assert.deepEqual(page.chat.outbox, []);
});

test("what is written stands on the page at once, and goes out when the server has answered", () => {
  const page = new Page();
  page.chat.write("early", "ref-0");
  assert.deepEqual(page.sent, []);
  page.chat.resume(view);
  page.chat.posted(posted(1, { from: "seeker", ref: "ref-0" }));
  page.shown.length = page.sent.length = 0;
  page.chat.write("hello", "ref-a");
  assert.deepEqual(page.texts, ["hello"]);
  assert.deepEqual(page.sent, [{ type: "post", chat: "c1", ref: "ref-a", text: "hello", epoch: "e1" }]);
  assert.equal(page.chat.unsent.length, 1);
});

test("the echo, the other page and the other's eyes raise the fate, never lower it", () => {
  const page = new Page();
  page.chat.write("hello", "ref-a");
  page.chat.posted(posted(1, { from: "seeker", ref: "ref-a" }));
  assert.equal(page.shown[0]?.fate, "sent");
  page.chat.seen(1, "e1");
  page.chat.delivered(1, "e1");
  assert.equal(page.shown[0]?.fate, "seen");
  assert.deepEqual(page.chat.outbox, []);
  assert.equal(page.shown.length, 1);
});

test("a message from the other is acknowledged once it stands, and a repeated one is only acknowledged", () => {
  const page = new Page();
  page.chat.posted(posted(1));
  page.chat.posted(posted(1));
  assert.deepEqual(page.texts, ["text 1"]);
  assert.deepEqual(page.sent, [
    { type: "delivered", chat: "c1", epoch: "e1", seq: 1 },
    { type: "delivered", chat: "c1", epoch: "e1", seq: 1 },
  ]);
});

test("a gap asks anew once and shows nothing out of order", () => {
  const page = new Page();
  page.chat.posted(posted(1));
  page.chat.posted(posted(3));
  page.chat.posted(posted(4));
  assert.equal(page.resyncs, 1);
  page.chat.resume(view);
  for (const seq of [2, 3, 4]) page.chat.posted(posted(seq));
  assert.deepEqual(page.texts, ["text 1", "text 2", "text 3", "text 4"]);
});

test("a gap that the server cannot fill is left behind in the end", () => {
  const page = new Page();
  page.chat.posted(posted(1));
  for (let tries = 0; tries < 4; tries += 1) {
    page.chat.posted(posted(9));
    page.chat.resume(view);
  }
  assert.deepEqual(page.texts, ["text 1", "text 9"]);
  page.chat.posted(posted(20));
  assert.equal(page.resyncs, 4);
  assert.equal(page.shown.length, 2);
});

test("what is said of an epoch that this page has not heard of yet marks nothing of the old one", () => {
  const page = new Page("listener");
  page.chat.resume(view);
  page.chat.write("are you still there?", "ref-a");
  page.chat.posted(posted(1, { from: "listener", ref: "ref-a", text: "are you still there?" }));
  page.chat.delivered(1, "e2");
  page.chat.seen(1, "e2");
  assert.equal(page.chat.find("ref-a")?.fate, "sent");
  page.chat.resume({ epoch: "e2", delivered: 1, seen: 0 });
  assert.deepEqual(page.chat.unsent.map((m) => m.ref), ["ref-a"]);
});

test("a new epoch re-offers what is not delivered and keeps what is on the page", () => {
  const page = new Page();
  page.chat.resume(view);
  page.chat.write("one", "ref-a");
  page.chat.write("two", "ref-b");
  page.chat.posted(posted(1, { from: "seeker", ref: "ref-a" }));
  page.chat.posted(posted(2, { from: "seeker", ref: "ref-b" }));
  page.chat.delivered(1, "e1");
  page.sent.length = 0;
  page.chat.resume({ epoch: "e2", delivered: 0, seen: 0 });
  assert.deepEqual(page.sent, [{ type: "post", chat: "c1", ref: "ref-b", text: "two", epoch: "e2" }]);
  assert.deepEqual(page.texts, ["one", "two"]);
  page.chat.posted(posted(1, { epoch: "e2", from: "seeker", ref: "ref-b" }));
  assert.deepEqual(page.shown.map((m) => m.fate), ["delivered", "sent"]);
});

test("a message of another epoch asks anew", () => {
  const page = new Page();
  page.chat.posted(posted(1, { epoch: "e2" }));
  assert.equal(page.resyncs, 1);
  assert.deepEqual(page.texts, []);
});

test("a refused text goes back to its author; a taken one does not", () => {
  const page = new Page();
  page.chat.write("my number is", "ref-a");
  assert.equal(page.chat.refused("ref-a", "Please leave numbers out."), true);
  assert.deepEqual(page.takenBack, [["my number is", "Please leave numbers out."]]);
  assert.deepEqual(page.texts, []);
  page.chat.write("hello", "ref-b");
  page.chat.posted(posted(1, { from: "seeker", ref: "ref-b" }));
  assert.equal(page.chat.refused("ref-b", "late"), false);
});

/** A small seeded generator (mulberry32): the same seed is the same run. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Frame = Posted | { type: "ready"; epoch: string; delivered: number } | { type: "ticked"; epoch: string; seq: number };

/** Two pages and a server between them, over wires that drop, reorder and duplicate. */
class World {
  readonly chance: () => number;
  readonly pages: Record<Author, Page>;
  readonly down: Record<Author, Frame[]> = { seeker: [], listener: [] };
  readonly up: Record<Author, (Command | { type: "hello"; seq: number; epoch: string })[]> = { seeker: [], listener: [] };
  readonly linked: Record<Author, boolean> = { seeker: false, listener: false };
  log: Posted[] = [];
  acks: Record<Author, number> = { seeker: 0, listener: 0 };
  epoch = 1;
  calm = false;

  constructor(seed: number) {
    this.chance = chances(seed);
    const page = (me: Author) =>
      new Page(
        me,
        (command) => this.linked[me] && this.up[me].push(command),
        () => this.hello(me),
      );
    this.pages = { seeker: page("seeker"), listener: page("listener") };
  }

  hello(me: Author): void {
    const { lastSeq, epoch } = this.pages[me].chat;
    if (this.linked[me]) this.up[me].push({ type: "hello", seq: lastSeq, epoch });
  }

  connect(me: Author): void {
    this.linked[me] = true;
    this.hello(me);
  }

  cut(me: Author): void {
    this.linked[me] = false;
    this.pages[me].chat.lost();
    this.up[me] = [];
    this.down[me] = [];
  }

  restart(): void {
    for (const me of ["seeker", "listener"] as const) this.cut(me);
    this.log = [];
    this.acks = { seeker: 0, listener: 0 };
    this.epoch += 1;
  }

  serve(me: Author): void {
    const frame = this.up[me].shift();
    if (!frame) return;
    const other: Author = me === "seeker" ? "listener" : "seeker";
    if (frame.type === "hello") {
      const from = frame.epoch === `e${this.epoch}` ? frame.seq : 0;
      this.down[me].push({ type: "ready", epoch: `e${this.epoch}`, delivered: this.acks[other] });
      this.down[me].push(...this.log.slice(from));
    } else if (frame.type === "delivered") {
      if (frame.epoch !== `e${this.epoch}` || frame.seq > this.log.length) return;
      this.acks[me] = Math.max(this.acks[me], frame.seq);
      if (this.linked[other]) this.down[other].push({ type: "ticked", epoch: frame.epoch ?? "", seq: this.acks[me] });
    } else if (!this.log.some((m) => m.ref === frame.ref)) {
      const message = posted(this.log.length + 1, { epoch: `e${this.epoch}`, from: me, text: frame.text, ref: frame.ref });
      this.log.push(message);
      for (const side of [me, other]) if (this.linked[side]) this.down[side].push(message);
    }
  }

  receive(me: Author): void {
    const queue = this.down[me];
    const chance = this.calm ? 1 : this.chance();
    const frame = queue[0];
    if (!frame) return;
    if (frame.type !== "ready" && chance < 0.3) {
      const next = queue[1];
      if (chance < 0.1) queue.shift();
      else if (chance < 0.2) queue.unshift(frame);
      else if (next && next.type !== "ready") queue.splice(0, 2, next, frame);
      if (chance < 0.1) return;
    }
    const heard = queue.shift();
    const { chat } = this.pages[me];
    if (heard?.type === "posted") chat.posted(heard);
    if (heard?.type === "ready") chat.resume({ ...heard, seen: 0 });
    if (heard?.type === "ticked") chat.delivered(heard.seq, heard.epoch);
  }
}

test("nothing is lost, doubled or out of its author's order over 300 bad networks", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const world = new World(seed);
    const written: Record<Author, string[]> = { seeker: [], listener: [] };
    for (let step = 0; step < 400; step += 1) {
      const me: Author = world.chance() < 0.5 ? "seeker" : "listener";
      const what = world.chance();
      if (what < 0.08) {
        const text = `${me} ${written[me].length}`;
        written[me].push(text);
        world.pages[me].chat.write(text, `${me}-${written[me].length}`);
      } else if (what < 0.1) world.cut(me);
      else if (what < 0.105) world.restart();
      else if (!world.linked[me]) world.connect(me);
      else if (what < 0.55) world.serve(me);
      else world.receive(me);
    }
    world.calm = true;
    for (const me of ["seeker", "listener"] as const) {
      world.cut(me);
      world.connect(me);
    }
    for (let step = 0; step < 4000; step += 1) {
      const me: Author = step % 2 ? "seeker" : "listener";
      world.serve(me);
      world.receive(me);
    }
    for (const me of ["seeker", "listener"] as const) {
      for (const author of ["seeker", "listener"] as const) {
        const shown = world.pages[me].shown.filter((m) => m.author === author).map((m) => m.text);
        assert.deepEqual(shown, written[author], `seed ${seed}: ${author}'s words on the ${me}'s page`);
      }
      assert.deepEqual(world.pages[me].chat.outbox, [], `seed ${seed}: the ${me} still owes something`);
    }
  }
});
