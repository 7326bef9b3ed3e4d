// Brings the waiting room to life: the place in line, the first message kept as it is written, and the door.

import { CrisisCard } from "./card.ts";
import { LinkNote, PLAIN, plainFrame } from "./link-note.ts";
import { Bell, lettingGo, stepByStep } from "./meanwhile.ts";
import { isHidden, isLeaving, part, say, sendJson, show, tellNews, turnTo } from "./page.ts";
import { type Link, Socket } from "./socket.ts";
import type { SeekerEvent, SeekerReady, WaitView } from "./wire.gen.ts";

const SAVE_AFTER = 1_500;
const SAID_AGAIN = 30_000;
/** Carries to the chat page that the tab may call: nothing is stored. */
const BELL = "#1";

class WaitingRoom extends HTMLElement {
  private socket!: Socket<SeekerEvent>;
  private note!: LinkNote;
  private card!: CrisisCard;
  private field!: HTMLTextAreaElement;
  private bell!: Bell;
  private kept = "";
  private sure!: HTMLInputElement;
  private timer = 0;
  private saidHere = 0;

  connectedCallback(): void {
    this.field = part<HTMLTextAreaElement>(this, "#first_message");
    this.kept = this.field.value;
    this.sure = part<HTMLInputElement>(this, "[data-anyway] input");
    this.sure.addEventListener("change", () => void this.save());
    this.note = new LinkNote(part(this, ".banner"), () => this.socket.open());
    const other = part(this, "[data-other]");
    this.card = new CrisisCard(part(this, ".card"), () => this.field.focus(), (visible) => show(other, !visible));
    this.socket = new Socket<SeekerEvent>("/ws/seeker", {
      hello: () => ({ type: "hello" }),
      heard: (event) => this.heard(event),
      changed: (link: Link, code?: number) => this.note.changed(link, code),
    });
    this.field.addEventListener("input", () => this.saveSoon());
    for (const sign of ["pointerdown", "keydown", "scroll", "visibilitychange"]) {
      document.addEventListener(sign, () => this.here(), { passive: true });
    }
    part(this, "[data-asks]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.saidHere = 0;
      this.here();
      this.asked("");
    });
    part(this, "form[data-first-message]").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.save();
    });
    part(this, "[data-plain]").addEventListener("click", (event) => {
      event.preventDefault();
      this.goPlain();
    });
    this.bell = new Bell(part(this, "[data-bell]"));
    stepByStep(part(this, "[data-steps]"));
    lettingGo(part(this, "[data-release]"));
    this.classList.add("is-live");
    if (location.hash === PLAIN) this.goPlain();
    else this.socket.open();
  }

  private heard(event: SeekerEvent): void {
    switch (event.type) {
      case "ready":
        return this.ready(event);
      case "place":
        this.reason(event.reason);
        return this.place(event.wait);
      case "card":
        return this.card.show(event);
      case "opened":
        return void this.goTo("/chat");
      case "redirected":
        return void this.goTo("/after");
      default:
        return;
    }
  }

  private ready({ ticket, chat }: SeekerReady): void {
    if (chat) return void this.goTo("/chat");
    if (ticket.state !== "waiting" && ticket.state !== "offered") return void this.goTo("/after");
    this.reason(ticket.notice);
    if (ticket.wait) this.place(ticket.wait);
  }

  private place(wait: WaitView): void {
    say(part(this, "[data-place]"), wait.where);
    say(part(this, "[data-range]"), wait.howLong);
    this.asked(wait.asks);
    show(part(this, "[data-nobody]"), wait.eligible === 0);
  }

  /** Whether somebody is still there: whoever is far from the page is told as they would be of a listener. */
  private asked(question: string): void {
    const form = part(this, "[data-asks]");
    if (question && form.hidden && isHidden()) {
      tellNews();
      void this.bell.ring();
    }
    show(form, Boolean(question));
    say(part(this, "[data-question]"), question);
  }

  /** Any sign of a person answers it, before it is asked too. */
  private here(): void {
    const now = Date.now();
    if (document.hidden || now - this.saidHere < SAID_AGAIN) return;
    if (this.socket.send({ type: "here" })) this.saidHere = now;
  }

  private reason(text: string | null): void {
    const element = part(this, "[data-reason]");
    if (text) say(element, text);
    show(element, Boolean(element.textContent));
  }

  private saveSoon(): void {
    clearTimeout(this.timer);
    this.saved();
    this.timer = window.setTimeout(() => void this.save(), SAVE_AFTER);
  }

  private async save(): Promise<void> {
    clearTimeout(this.timer);
    const text = this.field.value;
    if (text === this.kept) return;
    try {
      const answer = await sendJson("PATCH", "/api/ticket", { firstMessage: text, confirmed: this.sure.checked });
      if (answer.ok) this.kept = text;
      show(part(this, "[data-anyway]"), answer.status === 409);
      if (answer.status === 409 || answer.status === 422) say(part(this, "[data-saved]"), await whyNot(answer));
      else this.saved(answer.ok ? "kept" : "failed");
    } catch {
      this.saved("unreached");
    }
  }

  private saved(how?: "kept" | "failed" | "unreached"): void {
    const element = part(this, "[data-saved]");
    say(element, (how && element.dataset[how]) ?? "");
  }

  private async goTo(path: string): Promise<void> {
    if (path === "/chat") await this.save();
    if (isHidden()) tellNews();
    await this.bell.ring();
    if (isLeaving()) return;
    this.socket.stop();
    turnTo(this.bell.on ? `${path}${BELL}` : path);
  }

  /** The frame that refreshes itself, as without a script. */
  private goPlain(): void {
    this.socket.stop();
    history.replaceState(null, "", PLAIN);
    const place = part(this, ".place");
    place.replaceWith(plainFrame("/wait/place", place.dataset["title"] ?? ""));
    show(part(this, ".banner"), false);
  }
}

/** What holds contact details is not kept as it is; the server says so in words. */
async function whyNot(answer: Response): Promise<string> {
  return ((await answer.json()) as { detail: string }).detail;
}

customElements.define("waiting-room", WaitingRoom);
