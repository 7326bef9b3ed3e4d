// What was read in the seeker's words, why, and what helps; and the listener's own judgement, which counts more.

import { ALONE, HIGH, kindWords, tierWords } from "./desk-words.ts";
import { part, say, show } from "./page.ts";
import type { Alert, ChatView, Flag } from "./wire.gen.ts";

export class Guidance {
  tier = 0;
  private seen: string | null = null;
  private readonly root: HTMLElement;

  constructor(root: HTMLElement, readable: boolean, flag: (tier: Flag["tier"]) => void) {
    this.root = root;
    show(part(root, "[data-unreadable]"), !readable);
    for (const button of root.querySelectorAll<HTMLElement>("[data-flag]")) {
      button.addEventListener("click", () => {
        flag(button.dataset["flag"] as Flag["tier"]);
        for (const other of root.querySelectorAll("[data-flag]")) other.setAttribute("aria-pressed", String(other === button));
      });
    }
  }

  show(tier: number): void {
    this.tier = tier;
    part(this.root, ".signs").dataset["tier"] = String(tier);
    say(part(this.root, "[data-signs-title]"), tierWords(tier));
    show(part(this.root, "[data-help-me]"), tier >= HIGH);
  }

  /** What stands when a page comes back: tier and words, without quotes. */
  resume(view: ChatView): void {
    if (view.tier < this.tier) return;
    this.show(view.tier);
    this.advise(view.guidance, view.asks);
    this.seenBy(view.seenBy, view.alone);
    if (!part(this.root, "[data-reasons]").childElementCount) this.kinds(view.kinds);
  }

  /** A coordinator has the alert; or nobody is on duty, and then the listener knows what to do. */
  seenBy(name: string | null, alone = false): void {
    if (name) this.seen = name;
    const note = part(this.root, "[data-seen-by]");
    if (this.seen) say(note, `${this.seen} has seen this.`);
    else if (alone) say(note, ALONE);
    show(note, Boolean(this.seen) || alone);
  }

  /** `text` is the message that was read; what it was read for is quoted from it. */
  hear(alert: Alert, text: string): void {
    this.show(alert.tier);
    const reasons = part(this.root, "[data-reasons]");
    // The listener's own flag comes without reasons: what was read before still stands.
    if (alert.reasons.length) reasons.textContent = "";
    for (const reason of alert.reasons) {
      const quote = text.slice(reason.start, reason.end);
      reasons.append(this.reason(kindWords(reason.kind), quote));
    }
    if (!reasons.childElementCount) this.kinds(alert.kinds);
    this.advise(alert.guidance, alert.asks);
    if (alert.alone) this.seenBy(null, true);
  }

  private kinds(kinds: readonly string[]): void {
    part(this.root, "[data-reasons]").append(...kinds.map((kind) => this.reason(kindWords(kind), "")));
  }

  private advise(words: string, asks: readonly string[]): void {
    if (!words) return;
    say(part(this.root, "[data-guidance]"), words);
    const place = part(this.root, "[data-asks]");
    const items = asks.map((ask) => {
      const item = document.createElement("li");
      item.textContent = ask;
      return item;
    });
    const list = part(place, "ul");
    list.textContent = "";
    list.append(...items);
    show(place, items.length > 0);
  }

  private reason(words: string, quote: string): HTMLElement {
    const item = document.createElement("li");
    const label = document.createElement("b");
    label.textContent = words.charAt(0).toUpperCase() + words.slice(1);
    item.append(label);
    if (quote) {
      const said = document.createElement("q");
      said.dir = "auto";
      said.textContent = quote;
      item.append(" ", said);
    }
    return item;
  }
}
