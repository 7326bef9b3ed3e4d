// Where somebody writes. Never loses what was typed: what the server refuses comes back here, with the reason.

import { filled, part, say } from "./page.ts";

const LONGEST_TEXT = 2_000;
const TYPING_EVERY = 4_000;

export interface Writer {
  write(text: string): void;
  typing(): void;
}

export class Composer {
  readonly form: HTMLFormElement;
  private readonly field: HTMLTextAreaElement;
  private readonly note: HTMLElement;
  private readonly writer: Writer;
  private lastTyping = -TYPING_EVERY;

  constructor(form: HTMLFormElement, writer: Writer) {
    this.form = form;
    this.writer = writer;
    this.field = part<HTMLTextAreaElement>(form, "textarea");
    this.note = part(form, ".composer-note");
    form.addEventListener("submit", this.submitted);
    this.field.addEventListener("keydown", this.pressed);
    this.field.addEventListener("input", () => this.changed());
    this.grow();
  }

  get draft(): string {
    return this.field.value;
  }

  focus(): void {
    this.field.focus();
  }

  /** Puts a text back in front of whatever has been typed since. */
  giveBack(text: string, reason: string): void {
    this.field.value = this.field.value.trim() ? `${text}\n${this.field.value}` : text;
    this.explain(reason);
    this.grow();
  }

  explain(reason: string): void {
    say(this.note, reason);
    this.note.hidden = !reason;
  }

  /** Lets the form post itself again, as it does without us. */
  release(): void {
    this.form.removeEventListener("submit", this.submitted);
    this.field.removeEventListener("keydown", this.pressed);
  }

  private readonly submitted = (event: Event): void => {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    const length = Array.from(text).length;
    if (length > LONGEST_TEXT) {
      const counted = (count: number) => count.toLocaleString(`${document.documentElement.lang}-u-nu-latn`);
      return this.explain(filled(this.note.dataset["tooLong"], { length: counted(length), most: counted(LONGEST_TEXT) }));
    }
    this.field.value = "";
    this.explain("");
    this.grow();
    this.field.focus();
    this.writer.write(text);
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    // On a touch keyboard Enter is the only way to a new line.
    const newLine = event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches;
    if (event.key === "Enter" && !newLine) this.submitted(event);
  };

  private changed(): void {
    this.grow();
    const now = performance.now();
    if (this.field.value && now - this.lastTyping >= TYPING_EVERY) {
      this.lastTyping = now;
      this.writer.typing();
    }
  }

  private grow(): void {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }
}
