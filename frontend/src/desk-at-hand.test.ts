import assert from "node:assert/strict";
import { test } from "node:test";
import { placeWords } from "./desk-at-hand.ts";
import type { ResourceView } from "./wire.gen.ts";

const LINE: ResourceView = {
  name: "A line", kind: "crisis", country: "IE", phone: "116 123", tel: "tel:116123", also: [], sms: null, textTo: null,
  word: "", messaging: "", chatUrl: null, website: null, hours: "24/7", languages: ["en"], cost: "free", checked: "2026-11-01",
  note: "", open: true, written: false, facts: "", tried: "last checked on 1 November 2026",
};

test("a place is written with its name and every way to reach it", () => {
  assert.equal(placeWords(LINE), "A line: 116 123");
  const more = { ...LINE, sms: "50808", word: "HELLO", messaging: "WhatsApp 123", chatUrl: "https://a.example/chat", website: "https://a.example" };
  assert.equal(placeWords(more), "A line: 116 123, text HELLO to 50808, WhatsApp 123, https://a.example/chat");
  assert.equal(placeWords({ ...LINE, phone: null, sms: "50808", website: "https://a.example" }), "A line: text 50808, https://a.example");
});

test("a place that nobody of ours has tried says so", () => {
  assert.equal(placeWords({ ...LINE, checked: null, tried: "not yet checked by us" }), "A line: 116 123 (not yet checked by us)");
});
