// Lays plain notes over the page, at once and without asking the server; the chat underneath goes on. One tap or Escape
// brings it back. The address changes with it, so that a reload shows notes too. Without a script the link leads to the
// same notes as a page of their own, and back.

import { copies, isHidden, part } from "./page.ts";

export const NOTES = "/notes";

let sheet: HTMLElement | null = null;
let before = "";
let focused: Element | null = null;

export function hide(): void {
  if (isHidden() || !document.querySelector("#notes")) return;
  before = location.pathname + location.search + location.hash;
  focused = document.activeElement;
  sheet = document.createElement("main");
  sheet.className = "notes is-sheet";
  sheet.append(copies("notes"));
  document.documentElement.dataset["hidden"] = "yes";
  document.body.append(sheet);
  history.replaceState(null, "", NOTES);
  part(sheet, "textarea").focus();
  part(sheet, "[data-unhide]").addEventListener("click", (event) => {
    event.preventDefault();
    unhide();
  });
  dispatchEvent(new Event("hidden"));
}

export function unhide(): void {
  if (!sheet) return;
  sheet.remove();
  sheet = null;
  delete document.documentElement.dataset["hidden"];
  history.replaceState(null, "", before);
  if (focused instanceof HTMLElement) focused.focus();
}

/** `link` hides by hand; where the page says that somebody may see it, going into the background does too. */
export function watchForHiding(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("[data-hide]");
    if (!link || !document.querySelector("#notes")) return;
    event.preventDefault();
    hide();
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Escape") return;
    if (sheet) unhide();
    else if (location.pathname === NOTES) location.replace(part<HTMLAnchorElement>(document, "[data-unhide]").href);
  });
  let turning = false; // a page that is left is hidden too, for an instant
  addEventListener("pagehide", () => (turning = true));
  document.addEventListener("visibilitychange", () => {
    if (!turning && document.visibilityState === "hidden" && document.body.hasAttribute("data-hides")) hide();
  });
}
