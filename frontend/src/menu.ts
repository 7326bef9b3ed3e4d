// A menu made of <details>: a click beside it or Escape closes it, as people expect of menus.

import { part } from "./page.ts";

export class Menu {
  private readonly root: HTMLDetailsElement;

  constructor(root: HTMLDetailsElement) {
    this.root = root;
    document.addEventListener("click", (event) => {
      if (!root.contains(event.target as Node)) this.close();
    });
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !root.open) return;
      this.close();
      part(root, "summary").focus();
    });
  }

  close(): void {
    this.root.open = false;
  }
}
