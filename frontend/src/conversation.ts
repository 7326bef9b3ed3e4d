// What one page knows of one chat, and what it owes: the outbox, the numbering, the ticks. Decides what is shown
// once, what is sent again and when to ask anew. Knows no socket and no document: both are handed in.

import type { ChatView, Delivered, Post, Posted } from "./wire.gen.ts";

export type Author = Posted["from"];
export type Fate = "sending" | "sent" | "delivered" | "seen";

const FATES: readonly Fate[] = ["sending", "sent", "delivered", "seen"];

/** Asking more often than this for the same missing messages is in vain: go on from what the server has. */
const RESYNCS_PER_GAP = 3;

export interface Message {
  readonly ref: string;
  readonly author: Author;
  readonly text: string;
  /** Its author was asked, and wants it sent as it is: said each time it is posted. */
  readonly confirmed?: boolean;
  /** The number the server gave it in this epoch; 0 while it has none. */
  seq: number;
  fate: Fate;
}

export interface Screen {
  show(message: Message): void;
  mark(message: Message): void;
  /** `asked`: it is sent once its author says so again. */
  takeBack(message: Message, reason: string, asked: boolean): void;
}

export interface Out {
  send(command: Post | Delivered): void;
  /** Say hello again: something is missing, or the server began a new life. */
  resync(): void;
}

export class Conversation {
  readonly me: Author;
  readonly chat: string;
  epoch: string;
  lastSeq = 0;
  private readonly messages = new Map<string, Message>();
  private readonly screen: Screen;
  private readonly out: Out;
  /** Between hello and its answer nothing new is posted: it would overtake what is to be sent again. */
  private settled = false;
  private resyncing = false;
  private gap = { from: 0, to: 0, times: 0 };
  /** How far the other page has come in this epoch; the echo of a text may arrive after the news of it. */
  private readonly reached = { delivered: 0, seen: 0 };

  constructor(me: Author, chat: string, epoch: string, screen: Screen, out: Out) {
    this.me = me;
    this.chat = chat;
    this.epoch = epoch;
    this.screen = screen;
    this.out = out;
  }

  /** Takes over what the server already rendered on the page. */
  adopt(message: Message): void {
    this.messages.set(message.ref, message);
    this.lastSeq = Math.max(this.lastSeq, message.seq);
  }

  /** The author's own texts that do not yet stand on the other page, oldest first. */
  get outbox(): readonly Message[] {
    return [...this.messages.values()].filter((m) => m.author === this.me && rank(m.fate) < rank("delivered"));
  }

  /** Texts that nobody but this page has. */
  get unsent(): readonly Message[] {
    return this.outbox.filter((m) => m.fate === "sending");
  }

  find(ref: string): Message | undefined {
    return this.messages.get(ref);
  }

  at(seq: number): Message | undefined {
    return [...this.messages.values()].find((m) => m.seq === seq && seq > 0);
  }

  write(text: string, ref: string, confirmed = false): void {
    const message: Message = { ref, author: this.me, text, confirmed, seq: 0, fate: "sending" };
    this.messages.set(ref, message);
    this.screen.show(message);
    if (this.settled) this.post(message);
  }

  /** The socket is gone: what is written now waits for the next hello. */
  lost(): void {
    this.settled = false;
  }

  /** The server answered hello. What came after our last seq follows as `posted`. */
  resume(view: Pick<ChatView, "epoch" | "delivered" | "seen">): void {
    this.resyncing = false;
    this.settled = true;
    if (view.epoch !== this.epoch) this.beginEpoch(view.epoch);
    this.raiseUpTo(view.delivered, "delivered");
    this.raiseUpTo(view.seen, "seen");
    this.acknowledge();
    for (const message of this.unsent) this.post(message);
  }

  posted(event: Posted): void {
    if (event.epoch !== this.epoch) return this.ask();
    if (event.seq <= this.lastSeq) {
      this.number(event);
      return this.acknowledge();
    }
    if (event.seq > this.lastSeq + 1 && !this.nothingOlder(event.seq)) return this.ask();
    this.lastSeq = event.seq;
    if (!this.number(event)) {
      const message: Message = {
        ref: event.ref,
        author: event.from,
        text: event.text,
        seq: event.seq,
        fate: "sent",
      };
      this.messages.set(event.ref, message);
      this.screen.show(message);
    }
    if (event.from !== this.me) this.acknowledge();
  }

  /** The same number means another text in another epoch, of which this page may not have heard yet. */
  delivered(seq: number, epoch: string): void {
    if (epoch === this.epoch) this.raiseUpTo(seq, "delivered");
  }

  seen(seq: number, epoch: string): void {
    if (epoch === this.epoch) this.raiseUpTo(seq, "seen");
  }

  /** The server would not take it: the text goes back to its author. */
  refused(ref: string, reason: string, asked = false): boolean {
    const message = this.messages.get(ref);
    if (!message || message.author !== this.me || message.seq > 0) return false;
    this.messages.delete(ref);
    this.screen.takeBack(message, reason, asked);
    return true;
  }

  private beginEpoch(epoch: string): void {
    this.epoch = epoch;
    this.lastSeq = this.reached.delivered = this.reached.seen = 0;
    for (const message of this.messages.values()) message.seq = 0;
    for (const message of this.outbox) {
      message.fate = "sending";
      this.screen.mark(message);
    }
  }

  /** Whether the same gap has come back after each resync: then the server has nothing to fill it with. */
  private nothingOlder(seq: number): boolean {
    if (this.resyncing) return false;
    const same = this.gap.from === this.lastSeq && this.gap.to === seq;
    this.gap = { from: this.lastSeq, to: seq, times: same ? this.gap.times + 1 : 1 };
    return this.gap.times > RESYNCS_PER_GAP;
  }

  private ask(): void {
    if (this.resyncing) return;
    this.resyncing = true;
    this.settled = false;
    this.out.resync();
  }

  private acknowledge(): void {
    if (this.lastSeq > 0) this.out.send({ type: "delivered", chat: this.chat, epoch: this.epoch, seq: this.lastSeq });
  }

  private post(message: Message): void {
    this.out.send({ type: "post", chat: this.chat, ref: message.ref, text: message.text, epoch: this.epoch, ...(message.confirmed ? { confirmed: true } : {}) });
  }

  /** Whether this text stands here already; now it has its number, and the ticks that belong to it. */
  private number(event: Posted): boolean {
    const known = this.messages.get(event.ref);
    if (!known) return false;
    known.seq = event.seq;
    this.raise(known, "sent");
    if (known.author === this.me && known.seq <= this.reached.delivered) this.raise(known, "delivered");
    if (known.author === this.me && known.seq <= this.reached.seen) this.raise(known, "seen");
    return true;
  }

  private raiseUpTo(seq: number, fate: "delivered" | "seen"): void {
    this.reached[fate] = Math.max(this.reached[fate], seq);
    for (const message of this.messages.values()) {
      if (message.author === this.me && message.seq > 0 && message.seq <= seq) this.raise(message, fate);
    }
  }

  private raise(message: Message, fate: Fate): void {
    if (rank(fate) <= rank(message.fate)) return;
    message.fate = fate;
    this.screen.mark(message);
  }
}

function rank(fate: Fate): number {
  return FATES.indexOf(fate);
}
