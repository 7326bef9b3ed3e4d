// Who is on shift, on the board: how full each is, never with whom.

import { copyOf, part, say, show } from "./page.ts";
import type { OnShiftView } from "./wire.gen.ts";

const LOAD: Record<OnShiftView["load"], string> = { free: "free", room: "some room", full: "full" };

export function showShift(board: HTMLElement, all: readonly OnShiftView[]): void {
  const list = part(board, "[data-shift]");
  const rows = new Map(Array.from(list.querySelectorAll<HTMLElement>("[data-on]"), (row) => [row.dataset["on"], row]));
  for (const one of all) {
    const row = rows.get(one.id) ?? copyOf("on-shift");
    rows.delete(one.id);
    row.dataset["on"] = part<HTMLInputElement>(row, "[name=whom]").value = one.id;
    say(part(row, "[data-on-name]"), one.name);
    say(part(row, "[data-on-state]"), `${one.state}, ${LOAD[one.load]}, ${one.seats} ${one.seats === 1 ? "seat" : "seats"}`);
    const pause = part<HTMLButtonElement>(row, "[data-on-pause]");
    pause.value = one.state === "paused" ? "go-on" : "pause";
    say(pause, one.state === "paused" ? "Lift the pause" : "Pause");
    if (!row.isConnected) list.append(row);
  }
  for (const row of rows.values()) row.remove();
  show(part(board, "[data-nobody]"), all.length === 0);
  say(part(board, "[data-reaches]"), all.map((one) => one.name).join(", ") || "nobody just now");
}
