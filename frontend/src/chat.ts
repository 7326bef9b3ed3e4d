// Brings the seeker's chat page to life: the same forms and bubbles, without the page turning over.

import { CrisisCard } from "./card.ts";
import { ChatWords } from "./chat-words.ts";
import { Composer } from "./composer.ts";
import { Conversation } from "./conversation.ts";
import { EarlierWords } from "./earlier.ts";
import { showGuest } from "./guest.ts";
import { LinkNote, PLAIN, plainFrame } from "./link-note.ts";
import { Log } from "./log.ts";
import { Menu } from "./menu.ts";
import { isHidden, isLeaving, newRef, part, say, show, tellNews, turnTo } from "./page.ts";
import { type Link, Socket } from "./socket.ts";
import { fitWindow } from "./window.ts";
import type { ChatView, Notice, Peer, SeekerCommand, SeekerEvent, SeekerReady } from "./wire.gen.ts";

const TYPING_SHOWS_FOR = 6_000;
const MOMENT_LASTS = 180_000;
/** The page was opened from a waiting room that may call. */
const BELL = "#1";

/** With these the chat is over, but not the visit: the seeker stands at the head of the line. */
const GOES_ON = ["changed", "listenerLost", "listenerLeft", "silentAfterDanger", "unsafe", "aged", "turnedAway"];

class SeekerChat extends HTMLElement {
  private socket!: Socket<SeekerEvent>;
  private chat!: Conversation;
  private log!: Log;
  private composer!: Composer;
  private card!: CrisisCard;
  private earlier!: EarlierWords;
  private menu!: Menu;
  private note!: LinkNote;
  private words!: ChatWords;
  private quiet = 0;
  private seen = 0;
  private away = -MOMENT_LASTS;

  connectedCallback(): void {
    this.words = new ChatWords(this.dataset["words"] ?? "{}");
    this.log = new Log(part(this, ".log"), { listener: this.name }, part(this, "[data-newer]"));
    this.chat = this.conversation(this.dataset["chat"] ?? "", this.dataset["epoch"] ?? "");
    for (const message of this.log.adopted()) this.chat.adopt(message);
    this.composer = new Composer(part<HTMLFormElement>(this, "form.composer"), {
      write: (text, confirmed) => this.chat.write(text, newRef(), confirmed),
      typing: () => this.send({ type: "typing", chat: this.chat.chat }),
    });
    this.card = new CrisisCard(part(this, ".card"), () => this.composer.focus());
    this.earlier = new EarlierWords(part(this, "[data-earlier]"), (shows) => {
      if (this.socket.link !== "live") return false;
      this.send({ type: "showEarlier", chat: this.chat.chat, show: shows });
      this.composer.focus();
      return true;
    });
    this.menu = new Menu(part<HTMLDetailsElement>(this, ".menu"));
    this.note = new LinkNote(
      part(this, ".banner"),
      () => this.socket.open(),
      () => this.card.offer(false),
    );
    this.socket = new Socket<SeekerEvent>("/ws/seeker", {
      hello: () => this.hello(),
      heard: (event) => this.heard(event),
      changed: (link, code) => this.linkChanged(link, code),
    });
    this.listen();
    fitWindow();
    this.classList.add("is-live");
    this.log.toEnd();
    this.call(true);
    if (location.hash === PLAIN) this.goPlain();
    else this.socket.open();
  }

  private readonly screen = {
    show: (message: Parameters<Log["add"]>[0]) => this.log.add(message, message.author === "seeker"),
    mark: (message: Parameters<Log["mark"]>[0]) => this.log.mark(message),
    takeBack: (message: { ref: string; text: string }, reason: string, asked: boolean) => {
      this.log.remove(message.ref);
      this.composer[asked ? "ask" : "giveBack"](message.text, reason);
    },
  };

  private get name(): string {
    return this.dataset["with"] ?? "";
  }

  private hello(): SeekerCommand {
    const { chat, lastSeq, epoch } = this.chat;
    return { type: "hello", chats: { [chat]: lastSeq }, epochs: { [chat]: epoch } };
  }

  private send(command: SeekerCommand): void {
    this.socket.send(command);
  }

  private listen(): void {
    part(this, "form[data-moment]").addEventListener("submit", (event) => this.moment(event));
    part(this, "[data-lines]").addEventListener("click", (event) => {
      event.preventDefault();
      this.menu.close();
      this.card.offer(true);
    });
    part(this, "[data-plain]").addEventListener("click", (event) => {
      event.preventDefault();
      this.goPlain();
    });
    document.addEventListener("visibilitychange", () => {
      this.call(false);
      this.tellSeen();
    });
    addEventListener("hidden", () => this.needsMoment());
    addEventListener("beforeunload", (event) => {
      const leaving = document.documentElement.dataset["leaving"] === "yes";
      if (!leaving && this.chat.unsent.length) event.preventDefault();
    });
  }

  private heard(event: SeekerEvent): void {
    switch (event.type) {
      case "ready":
        return this.ready(event);
      case "opened":
        return this.resume(event.chat);
      case "posted":
        this.chat.posted(event);
        if (event.from !== "seeker") this.came();
        return this.tellSeen();
      case "delivered":
        return this.chat.delivered(event.seq, event.epoch);
      case "seen":
        return this.chat.seen(event.seq, event.epoch);
      case "typing":
        return this.typing(true);
      case "peer":
        return this.peer(event.state);
      case "notice":
        return this.notice(event);
      case "card":
        return this.card.show(event);
      case "guest": return showGuest(this, event.guest, this.log, this.words);
      case "nudge":
        return void this.chat.refused(event.ref, this.words.asking(event, this.name), true);
      case "refused":
        return this.refused(event.ref, this.words.refusal(event));
      case "place":
        return this.goTo("/wait");
      case "moment":
        return this.log.aside(this.words.say("theirMoment", { name: this.name }));
      case "ended":
        if (event.reason === "handedOver") return; // who takes over is opened next
        return this.goTo(GOES_ON.includes(event.reason) ? "/wait" : "/after");
      case "redirected":
        return this.goTo("/after");
      case "pong":
        return;
    }
  }

  private ready(event: SeekerReady): void {
    if (event.chat) return this.resume(event.chat);
    if (event.ticket.over) return this.goTo("/after");
    if (event.ticket.state !== "matched") return this.goTo("/wait");
    // The server has started again and the listener's page is not back yet: what stands here stays, and is kept.
    this.peer("away");
  }

  private resume(view: ChatView): void {
    if (view.id !== this.chat.chat) this.goOnWith(view);
    if (view.ended) return this.goTo("/after");
    this.chat.resume(view);
    this.peer(view.peer);
    this.earlier.ask(view.earlier === "kept", this.words.say("earlierAsk", { name: this.name }));
    showGuest(this, view.guest, this.log, this.words);
    this.tellSeen();
  }

  /** Somebody else has taken over: what was said stays on this page, and what was not sent goes back to its author. */
  private goOnWith(view: ChatView): void {
    this.giveBackUnsent();
    this.chat = this.conversation(view.id, view.epoch);
    this.seen = 0;
    this.dataset["with"] = view.with;
    this.log.rename("listener", view.with);
    say(part(this, "[data-with-name]"), view.with);
    this.log.aside(this.words.say("goesOn", { name: view.with }));
    if (view.note) this.log.aside(this.words.say("note", { name: view.with, note: view.note }));
  }

  private conversation(id: string, epoch: string): Conversation {
    return new Conversation("seeker", id, epoch, this.screen, {
      send: (command) => this.send(command),
      resync: () => this.socket.hello(),
    });
  }

  private came(): void {
    this.typing(false);
    tellNews();
    this.call(true);
  }

  /** Who asked for it in the waiting room is called in the tab's title, blandly, until they look. */
  private call(on: boolean): void {
    if (location.hash !== BELL) return;
    const title = document.title.replace(/^1 · /, "");
    document.title = on && document.visibilityState === "hidden" ? `1 · ${title}` : title;
  }

  private peer(state: Peer["state"]): void {
    this.dataset["peer"] = state;
    say(part(this, "[data-peer-words]"), this.words.say(state, { name: this.name }));
  }

  private notice(notice: Notice): void {
    if (/^earlier/.test(notice.kind)) this.earlier.settle(notice.kind === "earlierOpen");
    this.log.aside(this.words.notice(notice, this.name));
  }

  private moment(event: Event): void {
    if (this.socket.link !== "live") return;
    event.preventDefault();
    this.send({ type: "moment", chat: this.chat.chat });
    this.log.aside(this.words.say("yourMoment", { name: this.name }));
    this.menu.close();
    this.composer.focus();
  }

  /** Behind notes nobody can answer: the listener learns that it takes a moment, and no clock of silence runs. */
  private needsMoment(): void {
    const now = performance.now();
    if (now - this.away < MOMENT_LASTS) return;
    this.away = now;
    this.send({ type: "moment", chat: this.chat.chat });
  }

  private typing(on: boolean): void {
    clearTimeout(this.quiet);
    say(part(this, "[data-typing]"), on ? this.words.say("typing", { name: this.name }) : "");
    if (on) this.quiet = window.setTimeout(() => this.typing(false), TYPING_SHOWS_FOR);
  }

  private refused(ref: string | null, why: string): void {
    if (!ref || !this.chat.refused(ref, why)) this.composer.explain(why);
  }

  private giveBackUnsent(): void {
    for (const message of [...this.chat.unsent].reverse()) this.chat.refused(message.ref, this.words.say("sendAgain"));
  }

  private tellSeen(): void {
    const { lastSeq, chat, epoch } = this.chat;
    if (isHidden() || document.visibilityState !== "visible" || this.socket.link !== "live" || lastSeq === this.seen) return;
    this.seen = lastSeq;
    this.send({ type: "seen", chat, epoch, seq: lastSeq });
  }

  private linkChanged(link: Link, code?: number): void {
    this.note.changed(link, code);
    if (link === "live") this.card.rest();
    else {
      this.chat.lost();
      this.seen = 0;
      this.typing(false);
    }
  }

  private goTo(path: string): void {
    if (isLeaving()) return;
    this.socket.stop();
    document.documentElement.dataset["leaving"] = "yes";
    turnTo(path);
  }

  /** The forms and the frame, as without a script. Unsent words wait in the form. */
  private goPlain(): void {
    this.socket.stop();
    this.giveBackUnsent();
    this.composer.release();
    this.composer.form.action = `/chat/post${PLAIN}`;
    history.replaceState(null, "", PLAIN);
    const log = part(this, ".log");
    log.replaceWith(plainFrame(`/chat/log?seen=${this.chat.lastSeq}#end`, log.getAttribute("aria-label") ?? ""));
    show(part(this, ".banner"), false);
    this.card.offer(false);
  }
}

customElements.define("seeker-chat", SeekerChat);
