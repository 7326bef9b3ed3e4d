// One offer: who, how long, how urgent, their words, and why this listener. It counts down in sight, without a sound.

import { copyOf, part, show } from "./page.ts";
import { LAPSED, languageName, urgencyWords, waitedWords } from "./desk-words.ts";
import type { OfferLapsed, OfferView } from "./wire.gen.ts";

const LAST_WORD_STAYS = 6_000;

export class OfferCard {
  readonly root = copyOf("offer");
  private readonly ends: number;
  private ticking = 0;

  constructor(offer: OfferView, answer: (accepted: boolean) => void) {
    this.ends = performance.now() + offer.lapsesIn * 1000;
    this.fill(offer);
    part(this.root, "[data-accept]").addEventListener("click", () => this.answered(answer, true));
    part(this.root, "[data-pass]").addEventListener("click", () => this.answered(answer, false));
    this.ticking = window.setInterval(() => this.tick(), 250);
    this.tick();
  }

  /** Somebody in the middle of a sentence keeps the focus; everybody else is led here. */
  lead(): void {
    const writing = document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value;
    if (!writing) part(this.root, "h2").focus();
  }

  lapse(reason: OfferLapsed["reason"]): void {
    this.close();
    const line = document.createElement("p");
    line.className = "note";
    line.textContent = LAPSED[reason];
    this.root.replaceWith(line);
    setTimeout(() => line.remove(), LAST_WORD_STAYS);
  }

  remove(): void {
    this.close();
    this.root.remove();
  }

  private close(): void {
    clearInterval(this.ticking);
  }

  private fill(offer: OfferView): void {
    const write = (name: string, text: string) => (part(this.root, `[data-offer-${name}]`).textContent = text);
    write("topics", offer.topics.join(", ") || "Just someone to talk to");
    write("language", languageName(offer.language));
    write("waited", waitedWords(offer.waited));
    write("urgency", urgencyWords(offer.urgency));
    write("words", offer.note || offer.firstMessage || (offer.handsOver ? "Their listener wrote no note." : "They did not write a first message."));
    write("why", offer.why);
    write("called", [offer.called, offer.pronouns].filter(Boolean).join(", "));
    show(part(this.root, "[data-offer-called]"), offer.called !== "" || offer.pronouns !== "");
    show(part(this.root, "[data-offer-minor]"), offer.minor);
    show(part(this.root, "[data-offer-hand-over]"), offer.handsOver);
    part(this.root, "[data-offer-urgency]").dataset["tier"] = String(offer.urgency);
    part<HTMLProgressElement>(this.root, "progress").max = offer.lapsesIn;
  }

  private tick(): void {
    const left = Math.max(0, (this.ends - performance.now()) / 1000);
    part(this.root, "[data-left]").textContent = String(Math.ceil(left));
    part<HTMLProgressElement>(this.root, "progress").value = left;
  }

  private answered(answer: (accepted: boolean) => void, accepted: boolean): void {
    for (const button of this.root.querySelectorAll("button")) button.disabled = true;
    answer(accepted);
  }
}
