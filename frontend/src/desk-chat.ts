// One chat on the desk: its log, its composer, the other's presence, the clock and the guidance beside it.

import { Composer } from "./composer.ts";
import { Conversation, type Message } from "./conversation.ts";
import { AtHand } from "./desk-at-hand.ts";
import { DeskGuest } from "./desk-guest.ts";
import { Guidance } from "./desk-guidance.ts";
import { askToHandOver } from "./desk-hand-over.ts";
import { noticeWords, PEER, languageName } from "./desk-words.ts";
import { Log } from "./log.ts";
import { copyOf, newRef, part, say, show } from "./page.ts";
import type { Alert, ChatView, EarlierSaid, ListenerCommand, ListenerEvent, Peer } from "./wire.gen.ts";

const TYPING_SHOWS_FOR = 6_000;
const MINUTE = 60_000;

export interface DeskOfChat {
  send(command: ListenerCommand): void;
  resync(): void;
  end(chat: DeskChat): void;
  report(chat: string): void;
  /** Something happened that the list of chats shows. */
  stirred(chat: DeskChat): void;
}

export class DeskChat {
  readonly root = copyOf("panel");
  readonly conversation: Conversation;
  readonly guidance: Guidance;
  private readonly guest: DeskGuest;
  view: ChatView;
  unread = 0;
  private readonly desk: DeskOfChat;
  private readonly log: Log;
  private readonly composer: Composer;
  private readonly clock: number;
  private minutes: number;
  private seen = 0;
  private quiet = 0;
  private note = "";

  constructor(view: ChatView, desk: DeskOfChat) {
    this.view = view;
    this.desk = desk;
    this.minutes = view.minutesLeft;
    this.log = new Log(part(this.root, ".log"), { seeker: view.with }, part(this.root, "[data-newer]"));
    this.conversation = new Conversation("listener", view.id, view.epoch, this.screen(), {
      send: (command) => desk.send(command),
      resync: () => desk.resync(),
    });
    this.composer = new Composer(part<HTMLFormElement>(this.root, "form.composer"), {
      write: (text, confirmed) => this.conversation.write(text, newRef(), confirmed),
      typing: () => desk.send({ type: "typing", chat: view.id }),
    });
    this.guidance = new Guidance(part(this.root, ".guide"), view.readable, (tier) => desk.send({ type: "flag", chat: view.id, tier }));
    new AtHand(part(this.root, ".at-hands"), view.id, (text) => this.composer.insert(text));
    part(this.root, "[data-extend]").addEventListener("click", () => desk.send({ type: "extend", chat: view.id }));
    part(this.root, "[data-moment]").addEventListener("click", () => {
      desk.send({ type: "moment", chat: view.id });
      this.log.aside("They know that you need a moment.");
    });
    this.guest = new DeskGuest(this.root, this.log, view.id, (command) => desk.send(command));
    part(this.root, "[data-hand-over]").addEventListener("click", () => void this.handOver());
    part(this.root, "[data-hand-over-now]").addEventListener("click", () => this.ask(""));
    part(this.root, "[data-report]").addEventListener("click", () => desk.report(this.id));
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-younger]")) {
      const than = button.dataset["younger"] === "13" ? "13" : "18";
      button.addEventListener("click", () => desk.send({ type: "younger", chat: view.id, than }));
    }
    part(this.root, "[data-end]").addEventListener("click", () => desk.end(this));
    this.clock = window.setInterval(() => this.leave(this.minutes - 1), MINUTE);
    this.introduce();
  }

  get id(): string {
    return this.view.id;
  }

  get active(): boolean {
    return !this.root.hidden;
  }

  resume(view: ChatView): void {
    this.view = view;
    this.leave(view.minutesLeft);
    this.guidance.resume(view);
    this.peer(view.peer);
    this.conversation.resume(view);
    this.handing(view.handingOver);
    this.earlier(view.earlier);
    this.guest.resume(view);
    if (view.restarted) this.log.aside("The server began anew in the middle. What you both wrote is still on your pages.");
    this.tellSeen();
  }

  heard(event: ListenerEvent): void {
    switch (event.type) {
      case "posted":
        this.conversation.posted(event);
        if (event.from === "seeker") this.typing(false);
        return this.tellSeen();
      case "earlier":
        return this.before(event);
      case "delivered":
        return this.conversation.delivered(event.seq, event.epoch);
      case "seen":
        return this.conversation.seen(event.seq, event.epoch);
      case "typing":
        return this.typing(true);
      case "peer":
        return this.peer(event.state);
      case "moment":
        return this.log.aside("They need a moment, and are still here.");
      case "notice":
        if (event.kind === "earlierOpen") this.desk.resync();
        if (event.kind === "earlierGone") this.earlier(null);
        if (event.kind === "extended") this.leave(event.minutes);
        if (event.kind === "handOver" || event.kind === "handOverOff") this.handing(event.kind === "handOver");
        return this.log.aside(noticeWords(event));
      case "guest":
        return this.guest.show(event.guest);
      case "nudge":
        return void this.conversation.refused(event.ref, event.detail, true);
      case "alert":
        return this.alert(event);
      case "alertTaken":
        return this.guidance.seenBy(event.by);
      default:
        return;
    }
  }

  /** What was said before this listener: theirs to read only once the seeker has opened it. */
  private earlier(state: ChatView["earlier"]): void {
    const place = part(this.root, "[data-earlier]");
    show(place, state !== null);
    show(part(place, "[data-earlier-kept]"), state === "kept");
    show(part(place, "details"), state === "open");
  }

  private before(event: EarlierSaid): void {
    const said = part(this.root, "[data-earlier-said]");
    if (event.number === 1) said.textContent = "";
    const line = document.createElement("p");
    line.dir = "auto";
    const who = document.createElement("b");
    who.textContent = event.from === "seeker" ? `${this.view.with}: ` : `${event.listener}: `;
    line.append(who, event.text);
    said.append(line);
  }

  refused(ref: string, detail: string): boolean {
    return this.conversation.refused(ref, detail);
  }

  explain(detail: string): void {
    this.composer.explain(detail);
  }

  lost(): void {
    this.conversation.lost();
    this.seen = 0;
    this.typing(false);
  }

  activate(focus: boolean): void {
    this.unread = 0;
    this.root.hidden = false;
    this.log.toEnd();
    this.tellSeen();
    if (focus) this.composer.focus();
  }

  tellSeen(): void {
    const { lastSeq, epoch } = this.conversation;
    if (!this.active || document.visibilityState !== "visible" || lastSeq === this.seen) return;
    this.seen = lastSeq;
    this.desk.send({ type: "seen", chat: this.id, epoch, seq: lastSeq });
  }

  /** Its words leave the page with it. */
  close(): void {
    clearInterval(this.clock);
    clearTimeout(this.quiet);
    this.log.clear();
    this.root.remove();
  }

  /** The same button calls it off again. */
  private async handOver(): Promise<void> {
    if (this.view.handingOver) return void this.desk.send({ type: "stayOn", chat: this.id });
    await this.askWithNote();
  }

  /** The note was not taken: it comes back with the reason. */
  noteRefused(reason: string): void {
    this.handing(false);
    void this.askWithNote(this.note, reason);
  }

  private async askWithNote(note = "", reason = ""): Promise<void> {
    const said = await askToHandOver(note, reason);
    if (said !== null) this.ask(said);
  }

  private ask(note: string): void {
    this.note = note;
    this.desk.send({ type: "handOver", chat: this.id, note });
  }

  private handing(on: boolean): void {
    this.view = { ...this.view, handingOver: on };
    say(part(this.root, "[data-hand-over]"), on ? "Stay after all" : "Hand over");
    part<HTMLButtonElement>(this.root, "[data-hand-over-now]").disabled = on;
  }

  private screen() {
    return {
      show: (message: Message) => {
        this.log.add(message, message.author === "listener");
        if (message.author === "seeker" && !this.active) this.unread += 1;
        this.desk.stirred(this);
      },
      mark: (message: Message) => this.log.mark(message),
      takeBack: (message: Message, reason: string, asked: boolean) => {
        this.log.remove(message.ref);
        this.composer[asked ? "ask" : "giveBack"](message.text, reason);
      },
    };
  }

  private introduce(): void {
    const { view } = this;
    part(this.root, "[data-name]").textContent = view.with;
    part(this.root, ".log").setAttribute("aria-label", `The conversation with ${view.with}`);
    if (view.note) this.log.aside(`From the listener before you: ${view.note}`);
    const about = [...view.topics, languageName(view.language)];
    if (view.pronouns) about.unshift(view.pronouns);
    if (view.minor) about.push("Under 18, or did not say");
    for (const text of about) {
      const chip = document.createElement("span");
      chip.className = "chip";
      chip.textContent = text;
      part(this.root, "[data-about]").append(chip, " ");
    }
  }

  private alert(alert: Alert): void {
    const message = this.conversation.at(alert.seq);
    this.guidance.hear(alert, message?.text ?? "");
    if (message) this.log.highlight(message.ref, alert.reasons);
    if (alert.stub) this.view = { ...this.view, stub: alert.stub };
    this.desk.stirred(this);
  }

  private peer(state: Peer["state"]): void {
    this.root.dataset["peer"] = state;
    say(part(this.root, "[data-peer-words]"), `${this.view.with} ${PEER[state]}`);
    this.desk.stirred(this);
  }

  private typing(on: boolean): void {
    clearTimeout(this.quiet);
    say(part(this.root, "[data-typing]"), on ? `${this.view.with} is writing` : "");
    if (on) this.quiet = window.setTimeout(() => this.typing(false), TYPING_SHOWS_FOR);
  }

  private leave(minutes: number): void {
    this.minutes = Math.max(0, minutes);
    part(this.root, "[data-minutes]").textContent = `${this.minutes} min left`;
  }
}
