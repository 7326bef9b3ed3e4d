// Calls a listener to the desk until an offer is answered: a soft sound, and a note of the system's. Each only once the
// listener has allowed it, on this page, by hand; neither says anything of whoever waits.

const EVERY = 4_000;
const FIRST = 660;
const SECOND = 880;
const LOUD = 0.08;
export const CALL = "Somebody would like to talk";

/** What makes itself heard or seen. */
export interface Bell {
  strike(): void;
  /** Nobody needs to hear it any more. */
  rest(): void;
}

/** Rings at once, and again until nobody is left to answer. */
export class Ring {
  private readonly bells = new Set<Bell>();
  private timer: ReturnType<typeof setInterval> | undefined;

  /** Whether an offer waits for its answer. */
  set calling(on: boolean) {
    if (on === (this.timer !== undefined)) return;
    clearInterval(this.timer);
    this.timer = on ? setInterval(() => this.strike(), EVERY) : undefined;
    if (on) this.strike();
    else for (const bell of this.bells) bell.rest();
  }

  allow(bell: Bell, allowed: boolean): void {
    if (allowed) this.bells.add(bell);
    else if (this.bells.delete(bell)) bell.rest();
  }

  private strike(): void {
    for (const bell of this.bells) bell.strike();
  }
}

/** Two soft notes. Made in the listener's own click: before one, no browser lets a page be heard. */
export class Chime implements Bell {
  private readonly sound = new AudioContext();

  strike(): void {
    void this.sound.resume();
    this.note(FIRST, 0);
    this.note(SECOND, 0.18);
  }

  rest(): void {
    void this.sound.suspend();
  }

  private note(pitch: number, after: number): void {
    const from = this.sound.currentTime + after;
    const tone = new OscillatorNode(this.sound, { frequency: pitch });
    const volume = new GainNode(this.sound, { gain: 0 });
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(LOUD, from + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.6);
    tone.connect(volume).connect(this.sound.destination);
    tone.start(from);
    tone.stop(from + 0.7);
  }
}

/** A note of the system's while the desk is out of sight: the same few words for everybody. */
export class SystemNote implements Bell {
  private shown: Notification | null = null;

  strike(): void {
    if (this.shown || document.visibilityState === "visible") return;
    try {
      this.shown = new Notification(CALL, { tag: "offer" });
      this.shown.onclick = () => window.focus();
    } catch {
      this.shown = null; // phones show such notes only from a worker: the sound and the title remain
    }
  }

  rest(): void {
    this.shown?.close();
    this.shown = null;
  }
}

/** The two boxes under the shift. A box that the browser does not grant is unticked again, and says so. */
export function ringFrom(root: HTMLElement, explain: (words: string) => void): Ring {
  const ring = new Ring();
  const box = (name: string) => root.querySelector<HTMLInputElement>(`input[name=${name}]`);
  let chime: Chime | null = null;
  const sound = box("sound");
  sound?.addEventListener("change", () => {
    chime ??= new Chime();
    ring.allow(chime, sound.checked);
    if (sound.checked) chime.strike(); // how it will sound
  });
  const notes = box("notes");
  const note = new SystemNote();
  notes?.addEventListener("change", () => void allowNotes());
  async function allowNotes(): Promise<void> {
    if (!notes) return;
    const granted = notes.checked && "Notification" in window && (await Notification.requestPermission()) === "granted";
    if (notes.checked && !granted) explain("This browser does not let us show notes. The sound and the title still call you.");
    notes.checked = granted;
    ring.allow(note, granted);
  }
  return ring;
}
