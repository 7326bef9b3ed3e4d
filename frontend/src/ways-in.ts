// Coming in and signing in: passkeys, showing what was typed, the code behind the # of a link. Without it the forms work.

import { startAuthentication, startRegistration } from "@simplewebauthn/browser";
import { part, say, show } from "./page.ts";

/** Why no passkey can be made here, or null: browsers make none for an address of digits. */
function withoutPasskeys(): "name" | "browser" | null {
  if (/^[\d.]+$|^\[/.test(location.hostname)) return "name";
  return "PublicKeyCredential" in window ? null : "browser";
}

/** Asks the server what to sign, lets the device sign it, and sends the form with the answer in it. */
async function sign(form: HTMLFormElement): Promise<void> {
  const asked = await fetch(form.dataset["passkey"] ?? "", { method: "POST", credentials: "same-origin" });
  const told = await asked.json();
  if (!asked.ok) throw new Error(told.error);
  const answer = form.dataset["makes"]
    ? await startRegistration({ optionsJSON: told })
    : await startAuthentication({ optionsJSON: told });
  part<HTMLInputElement>(form, "[name=credential]").value = JSON.stringify(answer);
  form.submit();
}

/** What to say of a failure: devices and browsers give their reasons by name only. */
function inWords(failure: unknown): string {
  const { name, message } = failure instanceof Error ? failure : { name: "", message: "" };
  if (name === "NotAllowedError" || name === "AbortError") return "That was stopped, or took too long. Nothing has changed; you can try again.";
  if (name === "InvalidStateError") return "This device has a passkey for you already.";
  if (name === "Error" && message) return message;
  return "That did not work here. Please load the page again, or take another way.";
}

function passkeyForm(form: HTMLFormElement): void {
  const button = part<HTMLButtonElement>(form, "[type=submit]");
  const trouble = part(form, "[data-trouble]");
  show(form, true);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say(trouble, "");
    button.disabled = true;
    sign(form).catch((failure: unknown) => {
      say(trouble, inWords(failure));
      button.disabled = false;
      button.focus();
    });
  });
}

function showTyped(button: HTMLButtonElement): void {
  const field = part<HTMLInputElement>(document, `#${button.dataset["show"]}`);
  show(button, true);
  button.addEventListener("click", () => {
    const visible = field.type === "password";
    field.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
  });
  field.form?.addEventListener("submit", () => {
    field.type = "password"; // or the browser would remember it among the things once typed
  });
}

/** The code leaves the address at once, so that it stays in no history. */
function codeFromLink(form: HTMLFormElement): void {
  const code = location.hash.slice(1);
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  part<HTMLInputElement>(form, "[name=code]").value = code;
  form.submit();
}

const missing = withoutPasskeys();
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) if (!missing) passkeyForm(form);
for (const note of document.querySelectorAll<HTMLElement>("[data-no-passkeys]")) show(note, note.dataset["noPasskeys"] === missing);
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-show]")) showTyped(button);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-code]")) {
  codeFromLink(form);
  addEventListener("hashchange", () => codeFromLink(form)); // a link pasted into the address of this very page
}
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  show(button, true);
  button.addEventListener("click", () => print());
}
