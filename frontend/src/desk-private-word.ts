// A private word to whoever is on duty: one line up, one line back, and who has seen it. Nothing of it is near the seeker.

import { ALONE } from "./desk-words.ts";
import { part, say, show } from "./page.ts";
import type { OwnWordView, PrivateWord } from "./wire.gen.ts";

/** How a word stands, in words. */
export function wordStands(word: OwnWordView): string {
  if (word.seenBy) return word.answer ? `${word.seenBy} has seen this: “${word.answer}”` : `${word.seenBy} has seen this.`;
  if (!word.to.length) return ALONE;
  return `It rings for ${word.to.join(", ")}; after a minute for every coordinator.`;
}

export class PrivateWordBox {
  private readonly root: HTMLElement;
  private stands = false;

  constructor(root: HTMLElement, tell: (word: PrivateWord) => boolean) {
    this.root = root;
    const field = part<HTMLInputElement>(root, "input");
    part(root, "form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!field.value.trim()) return;
      if (!tell({ type: "word", text: field.value })) this.explain("That did not go out: the connection is away. It is still here.");
    });
    part(root, "[data-take-back]").addEventListener("click", () => tell({ type: "word", text: "" }));
  }

  /** Null once it is taken care of, taken back, or an hour old. */
  show(word: OwnWordView | null): void {
    const field = part<HTMLInputElement>(this.root, "input");
    if (word && field.value.trim().replace(/\s+/g, " ") === word.text) field.value = "";
    say(part(this.root, "[data-said]"), word ? `You: “${word.text}”` : "");
    this.explain(word ? wordStands(word) : this.stands ? "Your word is taken care of, and gone." : "");
    show(part(this.root, "[data-take-back]"), word !== null);
    this.stands = word !== null;
  }

  explain(words: string): void {
    say(part(this.root, "[data-stands]"), words);
  }
}
