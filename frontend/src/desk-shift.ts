// The listener's own controls: ready, away, finishing or off; how many chats at once; which topics tonight.

import { DeskCare } from "./desk-care.ts";
import { part, say, sendJson } from "./page.ts";
import type { Hello, SetShift, ShiftView } from "./wire.gen.ts";

const HINTS: Record<ShiftView["state"], string> = {
  ready: "You are offered people who fit you.",
  away: "No offers until you are ready again.",
  draining: "No new offers. Your chats go on to their end.",
  off: "You are off duty.",
};

function hoursWords(minutes: number): string {
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min left on duty`;
}

/** When there is duty left again, in this browser's own time. */
function backWords(at: string): string {
  const when = new Date(at).toLocaleString([], { weekday: "long", hour: "2-digit", minute: "2-digit" });
  return `You can be back from ${when}.`;
}

const SUPERVISED = "You are on probation: people are offered to you as soon as a coordinator is on duty.";
const FEWER_SEATS = "One chat at a time until you have held twenty, two until sixty. It is better for everybody.";

export class ShiftControls {
  state: ShiftView["state"];
  private readonly root: HTMLElement;
  private readonly changed: () => void;
  private readonly buttons: HTMLElement[];
  private readonly boxes: HTMLInputElement[];
  private readonly care: DeskCare;

  constructor(root: HTMLElement, changed: () => void) {
    this.root = root;
    this.changed = changed;
    this.buttons = Array.from(root.querySelectorAll<HTMLElement>("[data-state]"));
    this.boxes = Array.from(root.querySelectorAll<HTMLInputElement>("[data-topics] input"));
    this.care = new DeskCare(root, {
      change: (wish) => void this.set({ state: this.state, ...wish }),
      took: (shift) => this.show(shift),
    });
    const pressed = this.buttons.find((b) => b.getAttribute("aria-pressed") === "true");
    this.state = (pressed?.dataset["state"] ?? "off") as ShiftView["state"];
    for (const button of this.buttons) {
      button.addEventListener("click", () => void this.set({ state: button.dataset["state"] as ShiftView["state"] }));
    }
    const seats = part<HTMLSelectElement>(root, "#seats");
    seats.addEventListener("change", () => void this.set({ state: this.state, seats: Number(seats.value) }));
    this.burst.addEventListener("change", () => void this.set({ state: this.state, burst: this.burst.checked }));
    for (const box of this.boxes) {
      box.addEventListener("change", () => {
        const topicsTonight = this.boxes.filter((b) => b.checked).map((b) => b.value);
        void this.set({ state: this.state, topicsTonight });
      });
    }
  }

  private get burst(): HTMLInputElement {
    return part<HTMLInputElement>(this.root, "[data-burst] input");
  }

  /** As if Ready had been pressed. */
  begin(): void {
    void this.set({ state: "ready" });
  }

  show(shift: ShiftView): void {
    this.state = shift.state;
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", String(button.dataset["state"] === shift.state));
    }
    // Off duty has no topics and no seats of its own: what stood before stands until the next shift.
    const off = shift.state === "off";
    if (!off) for (const box of this.boxes) box.checked = shift.topics.includes(box.value);
    part<HTMLFieldSetElement>(this.root, "[data-topics]").disabled = off;
    part<HTMLSelectElement>(this.root, "#seats").disabled = this.burst.disabled = off;
    if (!off) this.burst.checked = shift.burst;
    const { minutesLeft, backAt } = shift;
    say(part(this.root, "[data-hours]"), backAt ? backWords(backAt) : minutesLeft === null ? "" : hoursWords(minutesLeft));
    part<HTMLSelectElement>(this.root, "#seats").value = String(shift.seats);
    say(part(this.root, "[data-waiting]"), String(shift.waiting));
    say(part(this.root, "[data-taken]"), String(shift.taken));
    say(part(this.root, "[data-seats]"), String(shift.seats));
    this.note(shift.notice ?? (shift.waitsForCoordinator && shift.state === "ready" ? SUPERVISED : HINTS[shift.state]));
    this.care.show(shift);
    this.changed();
  }

  /** What the server needs to stand the shift up again after a restart. */
  standing(): Pick<Hello, "shift" | "seats" | "burst" | "notTonight"> {
    if (this.state === "off") return {};
    const seats = Number(part<HTMLSelectElement>(this.root, "#seats").value);
    return { shift: this.state, seats, burst: this.burst.checked, notTonight: this.care.notTonight };
  }

  private async set(shift: SetShift): Promise<void> {
    try {
      const answer = await sendJson("PUT", "/api/shift", shift);
      const body = (await answer.json()) as ShiftView & { detail?: string };
      if (!answer.ok) return this.note(body.detail ?? "That was not possible just now.");
      this.show(body);
      if (shift.seats && body.seats < shift.seats) this.note(FEWER_SEATS);
    } catch {
      this.note("That did not reach us. Please try again.");
    }
  }

  private note(text: string): void {
    say(part(this.root, "[data-shift-note]"), text);
  }
}
