// Asking for somebody else to go on: a note that both can read, and the chat stays open until they are here.

import { part, say, show } from "./page.ts";

/** Resolves to the note, which may be empty, or to null where the listener stays. */
export function askToHandOver(written = "", reason = ""): Promise<string | null> {
  const dialog = part<HTMLDialogElement>(document, "#hand-over");
  const note = part<HTMLTextAreaElement>(dialog, "textarea");
  const error = part(dialog, "[data-error]");
  note.value = written;
  say(error, reason);
  show(error, Boolean(reason));
  return new Promise((resolve) => {
    part(dialog, "[data-yes]").onclick = () => dialog.close("yes");
    part(dialog, "[data-no]").onclick = () => dialog.close("no");
    dialog.returnValue = "";
    dialog.onclose = () => {
      resolve(dialog.returnValue === "yes" ? note.value.trim() : null);
      if (dialog.returnValue === "yes") note.value = "";
    };
    dialog.showModal();
    note.focus();
  });
}
