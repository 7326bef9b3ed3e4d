// Reporting the person one writes with: what kind of thing was wrong, in one dialog; it ends the chat.

import { part } from "./page.ts";
import type { ReportChat } from "./wire.gen.ts";

/** Resolves to the report, or to null where the listener thinks better of it. */
export function askToReport(chat: string): Promise<ReportChat | null> {
  const dialog = part<HTMLDialogElement>(document, "#reporting");
  const form = part<HTMLFormElement>(dialog, "form");
  return new Promise((resolve) => {
    part(dialog, "[data-no]").onclick = () => dialog.close("no");
    form.onsubmit = () => {
      dialog.returnValue = "yes";
    };
    dialog.returnValue = "";
    dialog.onclose = () => {
      const said = new FormData(form);
      const reason = said.get("reason") as ReportChat["reason"] | null;
      resolve(dialog.returnValue === "yes" && reason ? { type: "report", chat, reason, block: said.has("block") } : null);
      form.reset();
    };
    dialog.showModal();
  });
}
