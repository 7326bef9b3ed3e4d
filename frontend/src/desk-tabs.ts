// The list of chats and wrap-ups: one is in view, the others say when something is new.

import type { DeskChat } from "./desk-chat.ts";
import { type Move, nextUnread } from "./desk-keys.ts";
import { tierWords } from "./desk-words.ts";
import { copyOf, part, say, show } from "./page.ts";

interface Tab {
  readonly item: HTMLElement;
  panel: HTMLElement;
  chat: DeskChat | null;
}

export class ChatTabs {
  private readonly list: HTMLElement;
  private readonly changed: () => void;
  private readonly tabs = new Map<string, Tab>();

  constructor(list: HTMLElement, changed: () => void) {
    this.list = list;
    this.changed = changed;
  }

  get empty(): boolean {
    return this.tabs.size === 0;
  }

  get unread(): number {
    return [...this.tabs.values()].reduce((sum, tab) => sum + (tab.chat?.unread ?? 0), 0);
  }

  /** Leads to a chat by its place in the list, or to the next one in which something is new. */
  move(move: Move): DeskChat | null {
    const tabs = [...this.tabs];
    const at = tabs.findIndex(([, tab]) => part(tab.item, "button").getAttribute("aria-current") === "true");
    const unread = tabs.map(([, tab]) => tab.chat?.unread ?? 0);
    const [id, tab] = tabs[move === "unread" ? nextUnread(unread, at) : move.to] ?? [];
    if (!id || !tab) return null;
    this.select(id, true);
    if (!tab.chat) part(tab.panel, "h2").focus();
    return tab.chat;
  }

  /** A chat's place in the list, counted from one; the key of that number leads to it. */
  place(id: string): number {
    return [...this.tabs.keys()].indexOf(id) + 1;
  }

  add(chat: DeskChat): void {
    const item = copyOf("tab");
    part(item, ".tab-name").textContent = chat.view.with;
    part(item, ".tab-about").textContent = chat.view.topics.join(", ");
    part(item, "button").addEventListener("click", () => this.select(chat.id, true));
    this.list.append(item);
    this.tabs.set(chat.id, { item, panel: chat.root, chat });
    chat.root.hidden = true;
    if (this.tabs.size === 1) this.select(chat.id, false);
  }

  select(id: string, focus: boolean): void {
    for (const [other, tab] of this.tabs) {
      tab.panel.hidden = other !== id;
      part(tab.item, "button").setAttribute("aria-current", String(other === id));
    }
    const chosen = this.tabs.get(id);
    chosen?.chat?.activate(focus);
    if (chosen?.chat) this.refresh(chosen.chat);
    this.changed();
  }

  refresh(chat: DeskChat): void {
    const tab = this.tabs.get(chat.id);
    if (!tab) return;
    const fresh = part(tab.item, ".tab-new");
    say(fresh, chat.unread ? `${chat.unread} new` : "");
    show(fresh, chat.unread > 0);
    const tier = part(tab.item, ".tab-tier");
    tier.dataset["tier"] = String(chat.guidance.tier);
    say(tier, tierWords(chat.guidance.tier));
    show(tier, chat.guidance.tier >= 2);
    this.changed();
  }

  /** The chat is over; its place in the list leads to its wrap-up. */
  wrapUp(id: string, panel: HTMLElement): void {
    const tab = this.tabs.get(id);
    if (!tab) return;
    panel.hidden = part(tab.item, "button").getAttribute("aria-current") !== "true";
    tab.panel = panel;
    tab.chat = null;
    show(part(tab.item, ".tab-new"), false);
    const tier = part(tab.item, ".tab-tier");
    tier.dataset["tier"] = "0";
    say(tier, "over");
    show(tier, true);
    this.changed();
  }

  remove(id: string): void {
    this.tabs.get(id)?.item.remove();
    this.tabs.delete(id);
    const next = [...this.tabs.keys()][0];
    if (next) this.select(next, true);
    this.changed();
  }
}
