// A coordinator in a listener's chat: asked for by one button, announced by name, and refused by another.

import type { Log } from "./log.ts";
import { part, say, show } from "./page.ts";
import type { AskIn, ChatView, GuestView, RefuseGuest } from "./wire.gen.ts";

const WORDS: Record<GuestView["state"], string> = {
  asks: "would like to come in. They would see only what is written from then on.",
  in: "is here too, and sees what is written from here on.",
  gone: "is not in this chat any more.",
};

export class DeskGuest {
  private readonly root: HTMLElement;
  private readonly log: Log;
  private asked = false;

  constructor(root: HTMLElement, log: Log, chat: string, send: (command: AskIn | RefuseGuest) => void) {
    this.root = root;
    this.log = log;
    part(root, "[data-ask-in]").addEventListener("click", () => {
      send({ type: "askIn", chat, on: !this.asked });
      this.asking(!this.asked);
      log.aside(this.asked ? "The board says that you would like a coordinator in this chat." : "You go on by yourself.");
    });
    part(root, "[data-refuse]").addEventListener("click", () => send({ type: "refuseGuest", chat }));
  }

  resume(view: ChatView): void {
    this.asking(view.asksIn);
    if (view.guest) this.show(view.guest);
  }

  show(guest: GuestView): void {
    this.asking(false);
    this.log.rename("coordinator", guest.name);
    say(part(this.root, "[data-guest-words]"), `${guest.name} ${WORDS[guest.state]}`);
    show(part(this.root, "[data-refuse]"), guest.refusable);
    show(part(this.root, "[data-guest]"), true);
    show(part(this.root, "[data-ask-in]"), guest.state === "gone");
  }

  private asking(on: boolean): void {
    this.asked = on;
    say(part(this.root, "[data-ask-in]"), on ? "Nobody need come in" : "Ask a coordinator in");
  }
}
