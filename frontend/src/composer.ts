// Where somebody writes. Never loses what was typed: what the server refuses comes back here, with the reason.

import { filled, part, say, show } from "./page.ts";

const LONGEST_TEXT = 2_000;
const TYPING_EVERY = 4_000;

export interface Writer {
  /** `confirmed`: its author was asked, and wants it sent as it is. */
  write(text: string, confirmed: boolean): void;
  typing(): void;
}

export class Composer {
  readonly form: HTMLFormElement;
  private readonly field: HTMLTextAreaElement;
  private readonly note: HTMLElement;
  private readonly anyway: HTMLElement;
  private readonly writer: Writer;
  private lastTyping = -TYPING_EVERY;

  constructor(form: HTMLFormElement, writer: Writer) {
    this.form = form;
    this.writer = writer;
    this.field = part<HTMLTextAreaElement>(form, "textarea");
    this.note = part(form, ".composer-note");
    this.anyway = part(form, "[data-anyway]");
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

  /** Puts a text where the writing is, to be changed before it is sent. */
  insert(text: string): void {
    const { value, selectionStart, selectionEnd } = this.field;
    const before = value.slice(0, selectionStart);
    const gap = before && !/\s$/.test(before) ? " " : "";
    this.field.setRangeText(gap + text, selectionStart, selectionEnd, "end");
    this.explain("");
    this.grow();
    this.focus();
  }

  /** Puts a text back in front of whatever has been typed since. */
  giveBack(text: string, reason: string): void {
    this.field.value = this.field.value.trim() ? `${text}\n${this.field.value}` : text;
    this.explain(reason);
    this.grow();
  }

  /** Gives a text back with a question: it can be changed, or sent as it is. */
  ask(text: string, question: string): void {
    this.giveBack(text, question);
    show(this.anyway, true);
    this.focus();
  }

  explain(reason: string): void {
    say(this.note, reason);
    this.note.hidden = !reason;
    show(this.anyway, false);
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
    const confirmed = (event as SubmitEvent).submitter?.getAttribute("name") === "confirmed";
    const length = Array.from(text).length;
    if (length > LONGEST_TEXT) {
      const counted = (count: number) => count.toLocaleString(`${document.documentElement.lang}-u-nu-latn`);
      return this.explain(filled(this.note.dataset["tooLong"], { length: counted(length), most: counted(LONGEST_TEXT) }));
    }
    this.field.value = "";
    this.explain("");
    this.grow();
    this.field.focus();
    this.writer.write(text, confirmed);
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
