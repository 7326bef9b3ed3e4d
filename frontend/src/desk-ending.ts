// Ending a chat asks once; at High or above it asks again, since a coordinator is told.

import { part, say } from "./page.ts";

const ONCE = ["End this chat?", "First, if you can: say back in one line what you heard, name one small next step, and say goodbye. Then it closes for both of you, and what was written goes. Nothing of it is kept."] as const;
const AGAIN = [
  "There were signs of danger",
  "At High or above nobody is left alone by a clock. If you end it now, a coordinator is told at once. End it all the same?",
] as const;

export type Ending = "stay" | "end" | "notHere";

export function askToEnd(again: boolean): Promise<Ending> {
  const dialog = part<HTMLDialogElement>(document, "#ending");
  const [title, text] = again ? AGAIN : ONCE;
  say(part(dialog, "[data-title]"), title);
  say(part(dialog, "[data-text]"), text);
  return new Promise((resolve) => {
    const yes = part(dialog, "[data-yes]");
    const no = part(dialog, "[data-no]");
    part(dialog, "[data-not-here]").onclick = () => dialog.close("notHere");
    yes.onclick = () => dialog.close("yes");
    no.onclick = () => dialog.close("no");
    dialog.returnValue = "";
    dialog.onclose = () => resolve(dialog.returnValue === "yes" ? "end" : dialog.returnValue === "notHere" ? "notHere" : "stay");
    dialog.showModal();
    no.focus();
  });
}
