// Listeners' private words on the board: who said what, who has it, and the one line back.

import { part, say, show } from "./page.ts";
import type { AnswerWord, Settle, Take, WordView } from "./wire.gen.ts";

export function fillWord(row: HTMLElement, word: WordView): void {
  row.dataset["handle"] = word.handle;
  say(part(row, "[data-word-from]"), word.listener);
  say(part(row, "[data-word-text]"), word.text);
  say(part(row, "[data-word-minutes]"), `${word.minutes} min`);
  const untaken = word.rings ? `still nobody has this (${word.rings})` : "";
  say(part(row, "[data-word-taken]"), word.takenBy ? `${word.takenBy} has this` : untaken);
  const answer = part(row, "[data-word-answer]");
  say(answer, `Answered: ${word.answer}`);
  show(answer, Boolean(word.answer));
  show(part(row, "[data-word-reply]"), !word.answer);
  const take = part(row, "[data-word-take]");
  say(take, word.takenBy ? "Answer" : "I have this");
  show(take, !word.answer);
}

/** What a press in a word's row says to the server. */
export function said(row: HTMLElement, handle: string, by: HTMLElement | null): Take | AnswerWord | Settle {
  if (by?.getAttribute("value") === "settle") return { type: "settle", handle };
  const text = part<HTMLInputElement>(row, "[name=answer]").value.trim();
  return text ? { type: "answer", handle, text } : { type: "take", handle };
}
