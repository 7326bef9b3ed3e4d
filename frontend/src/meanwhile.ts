// Something to do while waiting: one step at a time, words to let go of, a soft tone. Nothing here sends or keeps
// anything.

import { part, say, show } from "./page.ts";

/** Five, four, three, two, one: shows the next step when asked. */
export function stepByStep(root: HTMLElement): void {
  const steps = Array.from(part(root, "[data-step-list]").children) as HTMLElement[];
  const next = part<HTMLButtonElement>(root, "[data-step-next]");
  let at = 0;
  const stand = () => {
    steps.forEach((step, n) => show(step, n === at));
    show(next, steps.length > 1);
  };
  next.addEventListener("click", () => {
    at = (at + 1) % steps.length;
    stand();
    say(part(root, "[data-step-said]"), steps[at]?.textContent ?? "");
  });
  show(part(root, "[data-step-acts]"), true);
  stand();
}

/** Words that go when they are let go. They were never anywhere but in this field. */
export function lettingGo(root: HTMLElement): void {
  const field = part<HTMLTextAreaElement>(root, "textarea");
  const gone = part(root, "[data-gone]");
  part(root, "[data-let-go]").addEventListener("click", () => {
    if (!field.value) return;
    field.classList.add("is-going");
    setTimeout(() => {
      field.value = "";
      field.classList.remove("is-going");
      say(gone, gone.dataset["words"] ?? "");
    }, 900);
  });
  field.addEventListener("input", () => say(gone, ""));
}

/** A soft tone, made only after somebody asked for it by hand. */
export class Bell {
  private context: AudioContext | null = null;

  constructor(button: HTMLElement) {
    if (!("AudioContext" in window)) {
      show(button.parentElement ?? button, false);
      return;
    }
    button.addEventListener("click", () => {
      const on = !this.on;
      if (on) this.context = new AudioContext();
      else void this.context?.close();
      if (!on) this.context = null;
      button.setAttribute("aria-pressed", String(on));
      void this.ring();
    });
  }

  get on(): boolean {
    return this.context !== null;
  }

  /** Two notes, low and brief. Resolves when they have sounded. */
  async ring(): Promise<void> {
    const { context } = this;
    if (!context) return;
    await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 200))]);
    for (const [note, after] of [[392, 0], [523, 0.25]] as const) {
      const tone = context.createOscillator();
      const loud = context.createGain();
      const from = context.currentTime + after;
      tone.frequency.value = note;
      loud.gain.setValueAtTime(0, from);
      loud.gain.linearRampToValueAtTime(0.12, from + 0.04);
      loud.gain.exponentialRampToValueAtTime(0.0008, from + 0.5);
      tone.connect(loud).connect(context.destination);
      tone.start(from);
      tone.stop(from + 0.55);
    }
    await new Promise((done) => setTimeout(done, 800));
  }
}
