// Listeners to whom a coordinator should speak: they asked, went without their breaks, or carried much.

import { copyOf, part, say, show } from "./page.ts";
import type { CareView } from "./wire.gen.ts";

const WHY: Record<CareView["why"], string> = {
  debrief: "would like to talk it over",
  breaks: "went without breaks this week",
  heavy: "carried much this week",
};

export function showCare(board: HTMLElement, all: readonly CareView[]): void {
  const section = part(board, "[data-care-list]");
  const list = part(section, "ul");
  const rows = new Map(Array.from(list.querySelectorAll<HTMLElement>("[data-care]"), (row) => [row.dataset["care"], row]));
  for (const care of all) {
    const row = rows.get(care.id) ?? copyOf("care");
    rows.delete(care.id);
    row.dataset["care"] = part<HTMLInputElement>(row, "[name=id]").value = care.id;
    say(part(row, "[data-care-name]"), care.name);
    say(part(row, "[data-care-why]"), WHY[care.why]);
    say(part(row, "[data-care-taken]"), care.takenBy ? `${care.takenBy} has this` : "");
    show(part(row, "form"), !care.takenBy);
    if (!row.isConnected) list.append(row);
  }
  for (const row of rows.values()) row.remove();
  show(section, all.length > 0);
}
