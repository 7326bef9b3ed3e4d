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

const PATIENCE = 3_000;

function leave(link: HTMLAnchorElement): void {
  // Nothing may ask a question on the way out.
  document.documentElement.dataset["leaving"] = "yes";
  const cover = document.createElement("div");
  cover.className = "cover";
  cover.setAttribute("role", "alert");
  document.body.append(cover);
  cover.textContent = link.dataset["leaving"] ?? "";
  location.replace(link.href);
  // A server that does not answer must not hold anybody here.
  const neutral = document.body.dataset["neutral"];
  if (neutral) setTimeout(() => location.replace(neutral), PATIENCE);
}

/** `status` says in `data-two-more` and `data-one-more` what is left to do. */
export function watchForExit(link: HTMLAnchorElement, status: HTMLElement | null): void {
  const keys = new ExitKeys();
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-exit], [data-close]")) return;
    event.preventDefault();
    leave(link);
  });
  addEventListener("keydown", (event) => keys.down(event.key, event.repeat), true);
  addEventListener(
    "keyup",
    (event) => {
      const times = keys.up(event.key, performance.now());
      if (times >= TIMES) return leave(link);
      if (times && event.key === "Shift" && status) say(status, status.dataset[times === 1 ? "twoMore" : "oneMore"] ?? "");
    },
    true,
  );
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
