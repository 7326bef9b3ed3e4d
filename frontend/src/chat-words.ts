// What the chat page says by itself: the server has put it into the page, in the language of the page.

import { filled } from "./page.ts";
import type { Notice, Refused } from "./wire.gen.ts";

/** A sentence; or, where it counts something, one for each plural form of the language. */
type Words = string | Readonly<Record<string, string>>;

export class ChatWords {
  private readonly words: Readonly<Record<string, Words>>;
  private readonly form: (count: number) => string;

  constructor(json: string, language = document.documentElement.lang) {
    this.words = JSON.parse(json) as Record<string, Words>;
    // Older browsers cannot tell the forms apart; they say the most general one.
    const rules = "PluralRules" in Intl ? new Intl.PluralRules(language) : null;
    this.form = (count) => rules?.select(count) ?? "other";
  }

  /** The sentence of this name, with what it names and counts. */
  say(which: string, facts: Readonly<Record<string, string>> = {}, count = 0): string {
    const words = this.words[which] ?? "";
    const sentence = typeof words === "string" ? words : (words[this.form(count)] ?? words["other"]);
    return filled(sentence, { ...facts, count: String(count) });
  }

  notice({ kind, minutes }: Notice, name: string): string {
    return this.say(kind, { name }, minutes);
  }

  /** Why something was not sent: in the page's words, or in those of the server where it has none. */
  refusal({ code, detail }: Refused): string {
    return this.say(code) || detail;
  }
}
