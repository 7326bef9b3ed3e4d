// Goes from page to page in one and the same entry of the history, so that Back shows nothing of ours after the exit.
// A form goes out by itself, once: with no connection the page stays, with everything that was typed, and says so.

import { isLeaving, say } from "./page.ts";
import { payTheForm } from "./price.ts";

const STEP = "Earshot-Step";
const GO = "Earshot-Go";

export function watchSteps(): void {
  document.addEventListener("click", followed);
  document.addEventListener("submit", (event) => void sent(event));
}

function followed(event: MouseEvent): void {
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  if (event.defaultPrevented || !plain || !link || link.target || link.origin !== location.origin) return;
  event.preventDefault();
  // A page that cannot be reached would be the browser's own error page.
  if (navigator.onLine) location.replace(link.href);
  else tell(link.parentElement ?? link, document.body.dataset["offline"] ?? "");
}

async function sent(event: SubmitEvent): Promise<void> {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.target) return;
  event.preventDefault();
  if (form.dataset["sending"]) return;
  const fields = fieldsOf(form, event.submitter ?? document.activeElement);
  const action = new URL(form.action);
  if (form.method === "get") {
    location.replace(`${action.pathname}?${fields.toString()}`);
    return;
  }
  form.dataset["sending"] = "yes";
  try {
    const headers = { [STEP]: "1" };
    const answer = await fetch(action.pathname, { method: "POST", body: fields, headers, credentials: "same-origin" });
    const to = answer.headers.get(GO);
    if (isLeaving()) return;
    if (to) location.replace(to + action.hash);
    else stay(form, await answer.text());
  } catch {
    tell(form, document.body.dataset["offline"] ?? "");
  } finally {
    delete form.dataset["sending"];
  }
}

function fieldsOf(form: HTMLFormElement, pressed: Element | null): URLSearchParams {
  const fields = new URLSearchParams();
  new FormData(form).forEach((value, name) => fields.append(name, String(value)));
  if (pressed instanceof HTMLButtonElement && pressed.form === form && pressed.name) fields.append(pressed.name, pressed.value);
  return fields;
}

/** The answer is a page: the same one with what is wrong, or one that says why it did not work, or something to read. */
function stay(form: HTMLFormElement, html: string): void {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const here = document.querySelector("main");
  const there = answer.querySelector("main");
  // A page that is alive is not exchanged under somebody's hands: what there is to read stands beside the form.
  if (!here || !there || here.querySelector(".is-live")) return beside(form, answer);
  here.innerHTML = there.innerHTML;
  focusOn(here.querySelector("[role=alert], h1"));
  payTheForm();
}

function beside(form: HTMLFormElement, answer: Document): void {
  const piece = answer.querySelector("[data-beside]");
  const reason = answer.querySelector("main [role=alert]:not([hidden])");
  if (!piece) return tell(form, reason?.textContent || (document.body.dataset["failed"] ?? ""));
  const next = form.nextElementSibling;
  if (next instanceof HTMLElement && "beside" in next.dataset) next.remove();
  form.after(document.importNode(piece, true));
  focusOn(form.nextElementSibling);
}

function focusOn(element: Element | null): void {
  if (!(element instanceof HTMLElement)) return;
  element.tabIndex = -1;
  element.focus();
}

function tell(place: HTMLElement, words: string): void {
  let note = place.querySelector<HTMLElement>("[data-step-note]");
  if (!note) {
    note = document.createElement("span");
    note.className = "note is-error";
    note.dataset["stepNote"] = "";
    note.setAttribute("role", "alert");
    place.append(note);
  }
  say(note, words);
}
