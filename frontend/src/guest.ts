// A coordinator asks to come into the chat, or is here: it stays in sight, and the form beside it says no.

import type { ChatWords } from "./chat-words.ts";
import type { Log } from "./log.ts";
import { part, say, show } from "./page.ts";
import type { GuestView } from "./wire.gen.ts";

export function showGuest(page: HTMLElement, guest: GuestView | null, log: Log, words: ChatWords): void {
  const form = part(page, "[data-guest]");
  if (guest) log.rename("coordinator", guest.name);
  if (guest) say(part(form, "[data-guest-words]"), words.say(`guest_${guest.state}`, { name: guest.name }));
  show(part(form, "button"), Boolean(guest?.refusable));
  show(form, Boolean(guest));
}
