// The practice room: the same log and composer as in a chat, and a scripted seeker behind them. Without this script the
// forms do the same. The page alone holds what was written; each request brings all of it, and the server keeps nothing.

import { Composer } from "./composer.ts";
import type { Message } from "./conversation.ts";
import { Log } from "./log.ts";
import { newRef, part, say, sendJson, show } from "./page.ts";
import type { Practise, PracticeTurnView, PracticeView } from "./wire.gen.ts";

/** A line of this length takes the longest pause. */
const LONG_LINE = 120;
const TRY_AGAIN = "That did not reach us. It is still here: send it again.";

class PracticeTalk extends HTMLElement {
  private readonly said: string[] = [];
  private log!: Log;
  private composer!: Composer;
  private answered: Promise<void> = Promise.resolve();
  private over = false;

  connectedCallback(): void {
    const seeker = this.dataset["seeker"] ?? "";
    this.log = new Log(part(this, ".log"), { listener: "You", seeker }, part(this, "[data-newer]"));
    for (const line of this.ending.querySelectorAll<HTMLInputElement>("[name=said]")) this.said.push(line.value);
    this.composer = new Composer(part<HTMLFormElement>(this, "form.composer"), {
      write: (text) => this.write(text),
      typing: () => undefined,
    });
    part(this, "[data-wait]").addEventListener("click", (event) => {
      event.preventDefault();
      this.write("");
    });
    this.log.toEnd();
    this.composer.focus();
  }

  private get ending(): HTMLFormElement {
    return part<HTMLFormElement>(this, "[data-ending]");
  }

  /** Shows it at once; the seeker answers one line after the other. */
  private write(text: string): void {
    const message: Message = { ref: newRef(), author: "listener", text, seq: 0, fate: "sending" };
    if (text) this.log.add(message, true);
    else this.log.aside("You leave room.");
    this.answered = this.answered.then(() => this.send(message));
  }

  private async send(message: Message): Promise<void> {
    if (this.over) return;
    const answer = await this.ask([...this.said, message.text]);
    if (!answer) {
      this.log.remove(message.ref);
      return this.composer.giveBack(message.text, TRY_AGAIN);
    }
    this.remember(message.text);
    this.log.mark({ ...message, fate: "seen" });
    for (const turn of answer.turns) await this.answer(turn);
    if (answer.over) this.end();
  }

  private async ask(said: string[]): Promise<PracticeView | null> {
    const body: Practise = { chance: Number(this.dataset["chance"]), said };
    try {
      const answer = await sendJson("POST", `/api/practice/${this.dataset["scenario"]}`, body);
      return answer.ok ? ((await answer.json()) as PracticeView) : null;
    } catch {
      return null;
    }
  }

  private async answer(turn: PracticeTurnView): Promise<void> {
    const seeker = this.dataset["seeker"] ?? "";
    if (!turn.text) return this.log.aside(`${seeker} is silent.`);
    say(part(this, "[data-typing]"), `${seeker} is writing`);
    const longest = Number(this.dataset["pause"]);
    await new Promise((done) => setTimeout(done, longest * Math.min(1, 0.3 + turn.text.length / LONG_LINE)));
    say(part(this, "[data-typing]"), "");
    this.log.add({ ref: newRef(), author: "seeker", text: turn.text, seq: 0, fate: "sent" }, false);
  }

  private remember(text: string): void {
    this.said.push(text);
    const line = document.createElement("input");
    line.type = "hidden";
    line.name = "said";
    line.value = text;
    this.ending.append(line);
    show(part(this, "[data-look-back]"), true);
  }

  private end(): void {
    this.over = true;
    show(part(this, "form.composer"), false);
    show(part(this, "[data-over]"), true);
    part(this, "[data-look-back]").focus();
  }
}

customElements.define("practice-talk", PracticeTalk);
