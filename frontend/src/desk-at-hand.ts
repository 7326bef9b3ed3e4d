// What a listener can put into the box with one press: first lines of their own, and places outside that fit the
// seeker. It is put there to be changed; sending stays a press of its own.

import { part, say, sendJson, show } from "./page.ts";
import { languageName } from "./desk-words.ts";
import type { Openers, ResourceView } from "./wire.gen.ts";

const AWAY = "The places did not reach us. Please open this again.";

/** A place as a listener would write it: its name, and how it is reached. */
export function placeWords(place: ResourceView): string {
  const text = place.sms ? `text ${place.word ? `${place.word} to ` : ""}${place.sms}` : "";
  const ways = [place.phone, text, place.messaging, place.chatUrl ?? place.website].filter(Boolean);
  return `${place.name}: ${ways.join(", ")}${place.checked ? "" : ` (${place.tried})`}`;
}

/** The folds beside one chat. They are filled when they are opened, and so never stale. */
export class AtHand {
  private readonly root: HTMLElement;
  private readonly chat: string;
  private readonly insert: (text: string) => void;

  constructor(root: HTMLElement, chat: string, insert: (text: string) => void) {
    this.root = root;
    this.chat = chat;
    this.insert = insert;
    const opened = (fold: string, fill: () => void) => {
      const details = part<HTMLDetailsElement>(root, fold);
      details.addEventListener("toggle", () => details.open && fill());
    };
    opened("[data-openers-fold]", () => this.openers());
    opened("[data-places-fold]", () => void this.places());
  }

  private openers(): void {
    const texts = ownOpeners();
    this.fill("[data-openers]", texts.map((text) => this.row(text, "", text)));
    show(part(this.root, "[data-no-openers]"), texts.length === 0);
  }

  private async places(): Promise<void> {
    const note = part(this.root, "[data-places-note]");
    try {
      const answer = await fetch(`/api/desk/chats/${this.chat}/resources`, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const places = (await answer.json()) as ResourceView[];
      this.fill("[data-places]", places.map((place) => this.row(place.name, place.facts || place.tried, placeWords(place), place.languages)));
      say(note, "");
    } catch {
      say(note, AWAY);
    }
  }

  private row(words: string, more: string, text: string, languages: readonly string[] = []): HTMLElement {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "at-hand";
    button.dir = "auto";
    button.textContent = words;
    const spoken = languages.map(languageName).join(", ");
    const facts = document.createElement("span");
    facts.className = "fine";
    facts.textContent = [more, spoken].filter(Boolean).join(" · ");
    if (facts.textContent) button.append(facts);
    button.addEventListener("click", () => this.insert(text));
    item.append(button);
    return item;
  }

  private fill(place: string, rows: readonly HTMLElement[]): void {
    part(this.root, place).replaceChildren(...rows);
  }
}

/** The listener's own first lines, as they were last saved. */
function ownOpeners(): string[] {
  const fields = document.querySelectorAll<HTMLTextAreaElement>("[data-own-openers] textarea");
  return Array.from(fields, (field) => field.defaultValue).filter(Boolean);
}

/** Where they are written. */
export function keepOpeners(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void save(form);
  });
}

async function save(form: HTMLFormElement): Promise<void> {
  const fields = Array.from(form.querySelectorAll("textarea"));
  const note = part(form, "[data-note]");
  const body: Openers = { texts: fields.map((field) => field.value) };
  try {
    const answer = await sendJson("PUT", "/api/desk/openers", body);
    const kept = (await answer.json()) as string[] | { detail?: string };
    if (!Array.isArray(kept)) return say(note, kept.detail ?? "That was not possible just now.");
    fields.forEach((field, i) => (field.value = field.defaultValue = kept[i] ?? ""));
    say(note, "Saved. They stand beside each chat.");
  } catch {
    say(note, "That did not reach us. Please try again.");
  }
}
