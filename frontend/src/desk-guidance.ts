// What was read in the seeker's words, why, and what helps; and the listener's own judgement, which counts more.

import { HIGH, kindWords, tierWords } from "./desk-words.ts";
import { part, say, show } from "./page.ts";
import type { Alert, Flag } from "./wire.gen.ts";

export class Guidance {
  tier = 0;
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
    if (!reasons.childElementCount) for (const kind of alert.kinds) reasons.append(this.reason(kindWords(kind), ""));
    if (alert.guidance) say(part(this.root, "[data-guidance]"), alert.guidance);
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
