// The listener's desk: one socket for the shift, the offers and every chat; here it is decided who hears what.

import { DeskChat } from "./desk-chat.ts";
import { askToEnd } from "./desk-ending.ts";
import { keepOpeners } from "./desk-at-hand.ts";
import { moveOf } from "./desk-keys.ts";
import { OfferCard } from "./desk-offer.ts";
import { PrivateWordBox } from "./desk-private-word.ts";
import { askToReport } from "./desk-report.ts";
import { CALL, type Ring, ringFrom } from "./desk-ring.ts";
import { ShiftControls } from "./desk-shift.ts";
import { ChatTabs } from "./desk-tabs.ts";
import { endedWords, HIGH, languageName, lapsedWords } from "./desk-words.ts";
import { WrapUpPanel } from "./desk-wrap-up.ts";
import { LinkNote } from "./link-note.ts";
import { part, say, show } from "./page.ts";
import { type Link, Socket } from "./socket.ts";
import type { ChatView, Ended, Hello, ListenerEvent, ListenerReady, OfferView, Paged, Refused } from "./wire.gen.ts";

const QUIET = "When somebody comes who fits you, they appear here. You have 20 seconds to say yes. Passing costs nothing.";
const NOT_ON = "Press Ready when you would like to. Until then nobody is offered to you.";
const NOT_THERE = "notThere";
const TITLE = document.title;

class ListenerDesk extends HTMLElement {
  private socket!: Socket<ListenerEvent>;
  private shift!: ShiftControls;
  /** The server's life that this page last spoke with. */
  private life = "";
  private tabs!: ChatTabs;
  private note!: LinkNote;
  private ring!: Ring;
  private word!: PrivateWordBox;
  /** The offers that lapsed before this page's eyes since it last said hello. */
  private readonly seenToLapse = new Set<string>();
  private readonly offers = new Map<string, OfferCard>();
  private readonly chats = new Map<string, DeskChat>();
  private readonly wrapUps = new Map<string, WrapUpPanel>();

  connectedCallback(): void {
    this.shift = new ShiftControls(part(this, ".rail"), () => this.settle());
    this.tabs = new ChatTabs(part(this, "[data-tabs]"), () => this.settle());
    this.note = new LinkNote(part(this, ".banner"), () => this.socket.open());
    this.socket = new Socket<ListenerEvent>("/ws/listener", {
      hello: () => this.hello(),
      heard: (event) => this.heard(event),
      changed: (link, code) => this.linkChanged(link, code),
    });
    this.ring = ringFrom(part(this, ".calls"), (words) => say(part(this, "[data-shift-note]"), words));
    this.word = new PrivateWordBox(part(this, ".private-word"), (word) => this.socket.send(word));
    keepOpeners(part<HTMLFormElement>(this, "[data-own-openers]"));
    document.addEventListener("keydown", (event) => this.pressed(event));
    part(this, "[data-lapsed-seen]").addEventListener("click", () => show(part(this, "[data-lapsed]"), false));
    part(this, "[data-paged-ready]").addEventListener("click", () => this.shift.begin());
    part(this, "[data-paged-no]").addEventListener("click", () => show(part(this, "[data-paged]"), false));
    document.addEventListener("visibilitychange", () => this.chats.forEach((chat) => chat.tellSeen()));
    addEventListener("beforeunload", (event) => {
      if (this.chats.size) event.preventDefault();
    });
    this.socket.open();
  }

  private hello(): Hello {
    const all = [...this.chats.values()];
    return {
      type: "hello",
      chats: Object.fromEntries(all.map((c) => [c.id, c.conversation.lastSeq])),
      epochs: Object.fromEntries(all.map((c) => [c.id, c.conversation.epoch])),
      stubs: all.flatMap((c) => c.view.stub ?? []),
      ...(this.life ? { life: this.life } : {}),
      ...this.shift.standing(),
    };
  }

  private heard(event: ListenerEvent): void {
    switch (event.type) {
      case "ready":
        return this.ready(event);
      case "paged":
        return this.paged(event);
      case "shift":
        return this.shift.show(event.shift);
      case "offer":
        return this.offer(event.offer);
      case "offerLapsed":
        this.offers.get(event.offer)?.lapse(event.reason);
        this.offers.delete(event.offer);
        this.seenToLapse.add(event.offer);
        return this.settle();
      case "opened":
        this.open(event.chat);
        return this.tabs.select(event.chat.id, true);
      case "ended":
        return this.ended(event);
      case "word":
        return this.word.show(event.word);
      case "filed":
        return this.wrapUps.get(event.chat)?.filed(event.caseCode);
      case "refused":
        return this.refused(event);
      case "pong":
        return;
      default:
        this.chats.get(event.chat)?.heard(event);
    }
  }

  private ready(event: ListenerReady): void {
    this.life = event.life;
    this.shift.show(event.shift);
    this.word.show(event.word);
    const standing = event.offers.map((offer) => offer.offer);
    const gone = [...this.offers.keys()].filter((id) => !standing.includes(id));
    for (const id of gone) this.drop(id, this.offers.get(id));
    // What this page has seen lapse it has said already.
    this.lapsed(new Set([...gone, ...event.lapsed.filter((id) => !this.seenToLapse.has(id))]).size);
    this.seenToLapse.clear();
    for (const offer of event.offers) this.offer(offer);
    const open = event.chats.filter((chat) => !chat.ended);
    for (const chat of open) this.open(chat);
    for (const id of [...this.chats.keys()]) {
      const gone = !open.some((chat) => chat.id === id);
      if (gone) this.ended({ type: "ended", chat: id, reason: "It ended while the connection was away." });
    }
    this.settle();
  }

  private paged(event: Paged): void {
    if (this.shift.state === "ready") return;
    const who = event.minor ? "Somebody under 18, or who did not say," : "Somebody";
    const about = event.topics.join(", ").toLowerCase();
    const waits = `${who} waits whom you could help: ${about}, in ${languageName(event.language)}.`;
    say(part(this, "[data-paged-words]"), event.urgent ? `${waits} They may be in danger.` : waits);
    show(part(this, "[data-paged]"), true);
  }

  private offer(offer: OfferView): void {
    if (this.offers.has(offer.offer)) return;
    const card = new OfferCard(offer, (accepted) => {
      this.socket.send({ type: accepted ? "accept" : "pass", offer: offer.offer });
      if (!accepted) this.drop(offer.offer, card);
    });
    this.offers.set(offer.offer, card);
    part(this, "[data-offers]").append(card.root);
    card.lead();
    this.settle();
  }

  /** Never silently: the desk may have slept, or have had no connection. */
  private lapsed(count: number): void {
    if (!count) return;
    say(part(this, "[data-lapsed-words]"), lapsedWords(count));
    show(part(this, "[data-lapsed]"), true);
  }

  private drop(id: string, card: OfferCard | undefined): void {
    card?.remove();
    this.offers.delete(id);
    this.settle();
  }

  private open(view: ChatView): void {
    for (const [id, card] of this.offers) if (card.root.querySelector("[data-accept]:disabled")) this.drop(id, card);
    let chat = this.chats.get(view.id);
    if (!chat) {
      chat = new DeskChat(view, {
        send: (command) => void this.socket.send(command),
        resync: () => this.socket.hello(),
        end: (ending) => void this.end(ending, false),
        report: (id) => void this.report(id),
        stirred: (stirred) => this.tabs.refresh(stirred),
      });
      this.chats.set(view.id, chat);
      part(this, "[data-panels]").append(chat.root);
      this.tabs.add(chat);
    }
    chat.resume(view);
    this.settle();
  }

  private async end(chat: DeskChat, again: boolean): Promise<void> {
    const how = await askToEnd(again);
    if (how === "stay") return;
    const notForSupport = how === "notHere";
    const danger = chat.guidance.tier >= HIGH;
    if (danger && !again) return this.end(chat, true);
    this.socket.send({ type: "end", chat: chat.id, confirmed: again, notForSupport });
  }

  private async report(chat: string): Promise<void> {
    const report = await askToReport(chat);
    if (report) this.socket.send(report);
  }

  private ended(event: Ended): void {
    const chat = this.chats.get(event.chat);
    if (!chat) return;
    const watched = chat.active;
    chat.close();
    this.chats.delete(event.chat);
    if (event.reason === NOT_THERE) {
      // Nothing to wrap up: nobody was there, and the next person can be offered at once.
      this.tabs.remove(event.chat);
      say(part(this, "[data-say]"), endedWords(event.reason));
      return this.settle();
    }
    const panel = new WrapUpPanel(event.chat, chat.view.topics, endedWords(event.reason), {
      done: () => {
        this.wrapUps.delete(event.chat);
        this.tabs.remove(event.chat);
      },
      report: () => void this.report(event.chat),
    });
    this.wrapUps.set(event.chat, panel);
    part(this, "[data-panels]").append(panel.root);
    this.tabs.wrapUp(event.chat, panel.root);
    if (watched) panel.focus();
  }

  private refused(event: Refused): void {
    const { ref, detail } = event;
    if (event.code === "wordNotTaken") return this.word.explain(detail);
    if (ref && [...this.chats.values()].some((chat) => chat.refused(ref, detail))) return;
    const noted = event.code === "noteNotTaken" && ref ? this.chats.get(ref) : undefined;
    if (noted) return noted.noteRefused(detail);
    // The server holds a chat to be in more danger than this page does: it wants to hear it twice.
    const ending = event.code === "confirmEnd" && ref ? this.chats.get(ref) : undefined;
    if (ending) return void this.end(ending, true);
    for (const [id, card] of this.offers) if (card.root.querySelector("[data-accept]:disabled")) this.drop(id, card);
    const watched = [...this.chats.values()].find((chat) => chat.active);
    if (watched) watched.explain(detail);
    say(part(this, "[data-say]"), detail);
  }

  private pressed(event: KeyboardEvent): void {
    const move = document.querySelector("dialog[open]") ? null : moveOf(event);
    if (!move) return;
    event.preventDefault();
    const chat = this.tabs.move(move);
    const nothing = move === "unread" ? "Nothing new in any chat." : "";
    say(part(this, "[data-say]"), chat ? `Chat ${this.tabs.place(chat.id)}: ${chat.view.topics.join(", ")}` : nothing);
  }

  private linkChanged(link: Link, code?: number): void {
    this.note.changed(link, code);
    if (link !== "live") this.chats.forEach((chat) => chat.lost());
    // Another window has taken over: what is offered is offered there.
    if (link === "stopped") for (const [id, card] of this.offers) this.drop(id, card);
  }

  /** What the page shows follows from what there is: offers, chats, or quiet. */
  private settle(): void {
    const quiet = this.offers.size === 0 && this.tabs.empty;
    show(part(this, "[data-quiet]"), quiet);
    show(part(this, "[data-panels]"), !this.tabs.empty);
    show(part(this, "[data-no-chats]"), this.tabs.empty);
    const on = this.shift.state === "ready";
    if (on) show(part(this, "[data-paged]"), false);
    say(part(this, "[data-quiet] h2"), on ? "Nobody needs you this minute" : "You are not taking chats");
    say(part(this, "[data-quiet-words]"), on ? QUIET : NOT_ON);
    this.ring.calling = this.offers.size > 0;
    document.title = this.offers.size ? `${CALL} – ${TITLE}` : this.tabs.unread ? `New message – ${TITLE}` : TITLE;
  }
}

customElements.define("listener-desk", ListenerDesk);
