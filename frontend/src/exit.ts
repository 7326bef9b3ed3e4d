// Leaves at once: covers the page, then replaces it, so that Back does not lead here. The link in the header does
// the same without a script, save for the cover. Shift or Escape three times in a row is the way by keyboard.

import { say } from "./page.ts";

const WITHIN = 5_000;
const TIMES = 3;

export class ExitKeys {
  private key = "";
  private times = 0;
  private since = 0;
  private alone = false;

  /** How often the key has been pressed in a row by now; 0 when something else was pressed. */
  down(key: string, repeat: boolean): void {
    this.alone = (key === "Shift" || key === "Escape") && !repeat;
    if (!this.alone) this.times = 0;
  }

  up(key: string, now: number): number {
    if (!this.alone || (key !== "Shift" && key !== "Escape")) return 0;
    if (key !== this.key || now - this.since > WITHIN) {
      this.key = key;
      this.times = 0;
      this.since = now;
    }
    this.times += 1;
    return this.times;
  }
}

function leave(to: string): void {
  // Nothing may ask a question on the way out.
  document.documentElement.dataset["leaving"] = "yes";
  const cover = document.createElement("div");
  cover.className = "cover";
  document.body.append(cover);
  document.title = "";
  location.replace(to);
}

/** `status` says in `data-two-more` and `data-one-more` what is left to do. */
export function watchForExit(link: HTMLAnchorElement, status: HTMLElement | null): void {
  const keys = new ExitKeys();
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link.href);
  });
  addEventListener("keydown", (event) => keys.down(event.key, event.repeat), true);
  addEventListener(
    "keyup",
    (event) => {
      const times = keys.up(event.key, performance.now());
      if (times >= TIMES) return leave(link.href);
      if (times && event.key === "Shift" && status) say(status, status.dataset[times === 1 ? "twoMore" : "oneMore"] ?? "");
    },
    true,
  );
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
