// What was said before with somebody else: the seeker shows it to whoever is here now, or has it forgotten.

import { part, say, show } from "./page.ts";

export class EarlierWords {
  private readonly root: HTMLElement;

  /** `decide` is told what was chosen, and says whether it could be sent; otherwise the form goes its own way. */
  constructor(root: HTMLElement, decide: (shows: boolean) => boolean) {
    this.root = root;
    for (const choice of Array.from(root.querySelectorAll<HTMLButtonElement>("button"))) {
      choice.addEventListener("click", (event) => {
        if (decide(choice.value === "show")) event.preventDefault();
      });
    }
  }

  ask(asks: boolean, words: string): void {
    say(part(this.root, "[data-earlier-words]"), words);
    show(part(this.root, "[data-earlier-choice]"), asks);
    show(this.root, asks || !!this.fold);
  }

  /** It was decided: what was opened can still be read here too. */
  settle(open: boolean): void {
    if (!open) this.fold?.remove();
    show(part(this.root, "[data-earlier-choice]"), false);
    show(this.root, !!this.fold);
  }

  private get fold(): HTMLElement | null {
    return this.root.querySelector("details");
  }
}
