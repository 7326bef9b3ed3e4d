// Says in one calm line how the connection is, and offers the plain version when it stays away.

import { part, say, show } from "./page.ts";
import { Close, type Link } from "./socket.ts";

const PATIENCE = 15_000;

export class LinkNote {
  private readonly root: HTMLElement;
  private readonly lostLong: () => void;
  private timer = 0;

  /** What it says stands in the root's `data-`. `lostLong` is called when the connection stays away. */
  constructor(root: HTMLElement, here: () => void, lostLong: () => void = () => {}) {
    this.root = root;
    this.lostLong = lostLong;
    part(root, "[data-here]").addEventListener("click", here);
  }

  changed(link: Link, code?: number): void {
    clearTimeout(this.timer);
    const plain = this.root.querySelector<HTMLElement>("[data-plain]");
    show(part(this.root, "[data-here]"), code === Close.takenOver);
    show(part(this.root, "[data-again]"), link === "stopped" && code !== undefined && code !== Close.takenOver);
    if (link === "live" || link === "connecting") this.write();
    if (link === "lost") this.write("lost");
    if (code === Close.takenOver) this.write("taken");
    else if (code !== undefined) this.write("gone");
    if (plain && link === "live") plain.hidden = true;
    if (plain && (link === "connecting" || link === "lost")) {
      this.timer = window.setTimeout(() => this.offerPlain(plain), PATIENCE);
    }
  }

  private offerPlain(plain: HTMLElement): void {
    this.write("lost");
    plain.hidden = false;
    this.lostLong();
  }

  private write(what?: "lost" | "taken" | "gone"): void {
    const text = what ? this.root.dataset[what] : "";
    say(part(this.root, "[data-note]"), text ?? "");
    this.root.classList.toggle("is-empty", !text);
  }
}

/** The log or the place as the pages without script have them: a frame that refreshes itself. */
export function plainFrame(src: string, title: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.className = "frame";
  frame.src = src;
  frame.title = title;
  return frame;
}

export const PLAIN = "#plain";
