// What looks after the listener at the desk: topics not tonight, the break after a crisis, a word with a coordinator.

import { part, say, sendJson, show } from "./page.ts";
import type { DebriefView, SetShift, ShiftView } from "./wire.gen.ts";

const ASKED = "A coordinator sees that you would like to talk. You need not explain anything.";
const FAILED = "That did not reach us. Please try again.";

function until(moment: string): string {
  return new Date(moment).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** Asks for a coordinator; returns what to tell the listener. */
export async function askDebrief(): Promise<string> {
  try {
    const answer = await sendJson("POST", "/api/shift/debrief", {});
    if (!answer.ok) return FAILED;
    const { takenBy } = (await answer.json()) as DebriefView;
    return takenBy ? `${takenBy} has seen it.` : ASKED;
  } catch {
    return FAILED;
  }
}

export class DeskCare {
  private readonly root: HTMLElement;
  private readonly change: (wish: Omit<SetShift, "state">) => void;
  private readonly took: (shift: ShiftView) => void;

  constructor(root: HTMLElement, then: { change(wish: Omit<SetShift, "state">): void; took(shift: ShiftView): void }) {
    this.root = root;
    this.change = then.change;
    this.took = then.took;
    const dialog = part<HTMLDialogElement>(root, "[data-skipping]");
    part(root, "[data-not-tonight]").addEventListener("change", () => {
      this.change({ notTonight: this.notTonight });
    });
    part(root, "[data-skip]").addEventListener("click", () => dialog.showModal());
    part(dialog, "[data-stay]").addEventListener("click", () => dialog.close());
    part(dialog, "[data-go]").addEventListener("click", () => {
      dialog.close();
      void this.skip();
    });
    part(root, "[data-debrief]").addEventListener("click", async () => this.said(await askDebrief()));
  }

  show(shift: ShiftView): void {
    const off = shift.state === "off";
    part<HTMLFieldSetElement>(this.root, "[data-not-tonight]").disabled = off;
    if (!off) for (const box of this.boxes) box.checked = shift.notTonight.includes(box.value);
    const rest = shift.breakUntil;
    if (rest) say(part(this.root, "[data-break-words]"), `That was a hard talk. Your break is until ${until(rest)}; nobody is offered to you before.`);
    show(part(this.root, "[data-break]"), rest !== null);
  }

  get notTonight(): string[] {
    return this.boxes.filter((box) => box.checked).map((box) => box.value);
  }

  private get boxes(): HTMLInputElement[] {
    return Array.from(this.root.querySelectorAll<HTMLInputElement>("[data-not-tonight] input"));
  }

  private async skip(): Promise<void> {
    try {
      const answer = await sendJson("POST", "/api/shift/skip-break", {});
      if (answer.ok) this.took((await answer.json()) as ShiftView);
    } catch {
      this.said(FAILED);
    }
  }

  private said(words: string): void {
    say(part(this.root, "[data-debrief-said]"), words);
  }
}
