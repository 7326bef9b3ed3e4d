// After a chat: a minute's pause, what it was about, and whether it was heavy. The tags leave the page only as "enough
// of that for tonight".

import { askDebrief } from "./desk-care.ts";
import { clock } from "./desk-words.ts";
import { copyOf, part, sendJson, show } from "./page.ts";
import type { WrapUp } from "./wire.gen.ts";

const PAUSE = 60;
const MOST_TAGS = 3;
/** Nobody can have had enough of it: whoever listens takes it. */
const EVERYBODY_TAKES = "just-talk";

export class WrapUpPanel {
  readonly root = copyOf("wrap-up");
  private readonly chat: string;
  private readonly done: () => void;
  private left = PAUSE;
  private readonly ticking: number;

  constructor(chat: string, topics: readonly string[], why: string, then: { done(): void; report(): void }) {
    this.chat = chat;
    this.done = then.done;
    part(this.root, "[data-report]").addEventListener("click", then.report);
    part(this.root, "[data-why]").textContent = why;
    // The chat names its topics in words, as people read them.
    for (const box of this.tags()) box.checked = topics.includes(box.closest("label")?.textContent?.trim() ?? "");
    const form = part<HTMLFormElement>(this.root, "form");
    form.addEventListener("change", () => {
      this.limit();
      show(part(this.root, "[data-offer]"), this.notGood);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.ticking = window.setInterval(() => this.tick(), 1000);
    this.limit();
  }

  focus(): void {
    part(this.root, "h2").focus();
  }

  /** The code is shown here, once. */
  filed(code: string): void {
    const said = part(this.root, "[data-filed]");
    part(said, "b").textContent = code;
    show(said, true);
    show(part(this.root, "[data-report]"), false);
  }

  /** How the listener is stays here: what they want for it is asked of them, and only that is sent. */
  private get notGood(): boolean {
    return this.root.querySelector<HTMLInputElement>("input[name=how]:checked")?.value === "not-good";
  }

  private ticked(name: string): boolean {
    return part<HTMLInputElement>(this.root, `input[name=${name}]`).checked;
  }

  private tags(): HTMLInputElement[] {
    return Array.from(this.root.querySelectorAll<HTMLInputElement>("input[name=tag]"));
  }

  private limit(): void {
    const full = this.tags().filter((box) => box.checked).length >= MOST_TAGS;
    for (const box of this.tags()) box.disabled = full && !box.checked;
    show(part(this.root, "[data-enough]"), this.tags().some((box) => box.checked && box.value !== EVERYBODY_TAKES));
  }

  private tick(): void {
    this.left = Math.max(0, this.left - 1);
    part(this.root, "[data-pause]").textContent = this.left ? clock(this.left) : "Ready when you are";
    if (!this.left) clearInterval(this.ticking);
  }

  private async send(): Promise<void> {
    const body: WrapUp = {
      chat: this.chat,
      enoughOf: this.ticked("enough") ? this.tags().filter((box) => box.checked).map((box) => box.value) : [],
      heavy: this.ticked("heavy"),
      longer: this.notGood && this.ticked("longer"),
    };
    const button = part<HTMLButtonElement>(this.root, "button[type=submit]");
    button.disabled = true;
    try {
      const answer = await sendJson("POST", "/api/shift/wrap-up", body);
      if (!answer.ok) throw new Error(String(answer.status));
      if (this.notGood && this.ticked("debrief")) await askDebrief();
      clearInterval(this.ticking);
      this.root.remove();
      this.done();
    } catch {
      const error = part(this.root, "[data-error]");
      error.textContent = "That did not reach us. Please try again.";
      show(error, true);
      button.disabled = false;
    }
  }
}
