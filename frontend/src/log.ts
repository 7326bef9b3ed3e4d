// The list of bubbles. Only ever appends: what a screen reader has read once is not touched again. The bubble's
// markup comes from the server's one macro, as an empty copy in a template.

import type { Author, Fate, Message } from "./conversation.ts";
import { copyOf, part } from "./page.ts";

/** Nearer to the end than this counts as reading the end. */
const AT_END = 80;

export class Log {
  private readonly list: HTMLElement;
  private readonly names: Partial<Record<Author, string>>;
  /** What the bubble's template says of "you", and of each fate. */
  private readonly words: DOMStringMap;
  private readonly newer: HTMLElement | null;
  private atEnd = true;

  constructor(list: HTMLElement, names: Partial<Record<Author, string>>, newer: HTMLElement | null) {
    this.list = list;
    this.names = names;
    this.newer = newer;
    this.words = part(document, "#bubble").dataset;
    newer?.addEventListener("click", () => this.toEnd());
    list.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // A card, a banner or a keyboard takes room: who was reading the end goes on reading the end.
    if ("ResizeObserver" in window) new ResizeObserver(() => this.atEnd && this.toEnd()).observe(list);
  }

  /** Reads back the bubbles that the server rendered. */
  adopted(): Message[] {
    return Array.from(this.list.querySelectorAll<HTMLElement>(".bubble"), (bubble) => ({
      ref: bubble.dataset["ref"] ?? "",
      author: bubble.dataset["author"] as Author,
      text: part(bubble, ".bubble-text").textContent ?? "",
      seq: Number(bubble.dataset["seq"]),
      fate: bubble.dataset["fate"] as Fate,
    }));
  }

  add(message: Message, mine: boolean): void {
    const bubble = copyOf("bubble");
    bubble.dataset["ref"] = message.ref;
    bubble.dataset["author"] = message.author;
    part(bubble, ".bubble-who").textContent = `${(mine ? this.words["you"] : this.names[message.author]) ?? ""}: `;
    part(bubble, ".bubble-text").textContent = message.text;
    if (mine) this.write(bubble, message.fate);
    else part(bubble, ".bubble-fate").remove();
    this.append(bubble, mine);
  }

  mark(message: Message): void {
    const bubble = this.bubble(message.ref);
    if (bubble) this.write(bubble, message.fate);
  }

  /** Marks the parts of a message that it was read by. They are in order, and may touch or overlap. */
  highlight(ref: string, parts: readonly { start: number; end: number }[]): void {
    const place = this.bubble(ref)?.querySelector<HTMLElement>(".bubble-text");
    if (!place) return;
    const text = place.textContent ?? "";
    let at = 0;
    place.textContent = "";
    for (const { start, end } of [...parts].sort((a, b) => a.start - b.start)) {
      if (end <= at) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(Math.max(at, start), end);
      place.append(text.slice(at, Math.max(at, start)), mark);
      at = end;
    }
    place.append(text.slice(at));
  }

  remove(ref: string): void {
    this.bubble(ref)?.remove();
  }

  /** A line that neither of the two wrote. */
  aside(text: string): void {
    const line = document.createElement("p");
    line.className = "aside";
    line.textContent = text;
    this.append(line, false);
  }

  /** Whoever writes from here on has another name; what stands keeps the old one. */
  rename(author: Author, name: string): void {
    this.names[author] = name;
  }

  clear(): void {
    this.list.textContent = "";
  }

  toEnd(): void {
    this.list.scrollTop = this.list.scrollHeight;
    this.atEnd = true;
    if (this.newer) this.newer.hidden = true;
  }

  private scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    // Hidden logs report zero everywhere; they keep what they knew.
    if (clientHeight) this.atEnd = scrollHeight - scrollTop - clientHeight < AT_END;
    if (this.atEnd && this.newer) this.newer.hidden = true;
  }

  private append(line: HTMLElement, mine: boolean): void {
    this.list.append(line);
    if (mine || this.atEnd) this.toEnd();
    else if (this.newer) this.newer.hidden = false;
  }

  private write(bubble: HTMLElement, fate: Fate): void {
    bubble.dataset["fate"] = fate;
    part(bubble, ".bubble-fate").textContent = this.words[fate] ?? "";
  }

  private bubble(ref: string): HTMLElement | undefined {
    return Array.from(this.list.children).find((b) => (b as HTMLElement).dataset["ref"] === ref) as HTMLElement;
  }
}
