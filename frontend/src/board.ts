// The coordinator's board, live. Every `board` replaces the last one whole; alerts are told apart by their handle, so
// that only a new one is announced.

import { showCare } from "./board-care.ts";
import { showShift } from "./board-shift.ts";
import { kindWords, tierWords } from "./desk-words.ts";
import { fillWord, said } from "./board-words.ts";
import { LinkNote } from "./link-note.ts";
import { copyOf, part, say, show } from "./page.ts";
import { Socket } from "./socket.ts";
import type { AlertView, BandView, BoardEvent, BoardView, WordView } from "./wire.gen.ts";

const DOOR_WORDS: Record<BoardView["door"], string> = {
  open: "Open to everybody.",
  busy: "Open; the first page says that it takes longer.",
  urgentOnly: "Open only to who is in danger.",
  closed: "Closed.",
};
const NOBODY = "Nobody is on duty: every alert rings for everybody here.";
const TITLE = document.title;

class LiveBoard extends HTMLElement {
  private socket!: Socket<BoardEvent>;

  connectedCallback(): void {
    const note = new LinkNote(part(this, ".banner"), () => this.socket.open());
    this.socket = new Socket<BoardEvent>("/ws/board", {
      hello: () => ({ type: "hello" }),
      heard: (event) => {
        if (event.type === "ready" || event.type === "board") this.show(event.board);
        if (event.type === "refused") this.refused(event.detail);
      },
      changed: (link, code) => note.changed(link, code),
    });
    this.socket.open();
  }

  private show(board: BoardView): void {
    this.dataset["mood"] = board.mood;
    say(part(this, "[data-headline]"), board.headline);
    say(part(this, "[data-degraded]"), board.degraded.join(", "));
    show(part(this, "[data-parts]"), board.degraded.length > 0);
    this.tiles({
      waiting: board.waiting,
      longest_wait: board.longestWait,
      over_five_minutes: board.overFiveMinutes,
      urgent: board.urgent,
      open_chats: board.openChats,
      ready: board.ready,
      busy: board.busy,
      away: board.away,
    });
    this.ring([...board.alerts, ...board.words]);
    this.rows("[data-alerts]", board.alerts, (handle) => this.row(handle), fillAlert);
    show(part(this, "[data-no-alerts]"), board.alerts.length === 0);
    this.rows("[data-words]", board.words, (handle) => this.wordRow(handle), fillWord);
    showCare(this, board.care);
    this.lost(board.lostListeners, board.backAtHead, board.urgentNow);
    showShift(this, board.people);
    this.list("topics", board.byTopic.map(bandRow));
    this.list("languages", board.byLanguage.map(bandRow));
    this.list("unmet", board.unmet.map(unmetRow));
    this.door(board);
    this.duty(board);
    this.time(board.at);
  }

  private tiles(values: Record<string, string | number>): void {
    for (const [key, value] of Object.entries(values)) say(part(this, `[data-tile="${key}"]`), String(value));
  }

  /** Untaken alerts ring again, for those on duty first: the title says so, and the row is read out anew. */
  private ring(calls: readonly (AlertView | WordView)[]): void {
    const open = calls.filter((call) => call.callsYou).length;
    document.title = open ? `(${open}) ${TITLE}` : TITLE;
  }

  /** Rows stay where they are: a line that is being written in one is not lost. */
  private rows<V extends { handle: string }>(
    place: string,
    views: readonly V[],
    made: (handle: string) => HTMLElement,
    fill: (row: HTMLElement, view: V) => void,
  ): void {
    const list = part(this, place);
    const rows = new Map(Array.from(list.children, (row) => [(row as HTMLElement).dataset["handle"] ?? "", row as HTMLElement]));
    for (const view of views) {
      const row = rows.get(view.handle) ?? made(view.handle);
      rows.delete(view.handle);
      fill(row, view);
      if (!row.isConnected) list.append(row);
    }
    for (const row of rows.values()) row.remove();
  }

  private wordRow(handle: string): HTMLElement {
    const row = copyOf("word");
    part(row, "[data-answer]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.refused("");
      this.socket.send(said(row, handle, (event as SubmitEvent).submitter));
    });
    return row;
  }

  private refused(words: string): void {
    const note = part(this, "[data-refused]");
    say(note, words);
    show(note, Boolean(words));
  }

  private row(handle: string): HTMLElement {
    const row = copyOf("alert");
    part(row, "[data-take]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.socket.send({ type: "take", handle });
    });
    return row;
  }

  private lost(listeners: number, people: number, urgent: number): void {
    const note = part(this, "[data-lost]");
    const who = listeners === 1 ? "listener" : "listeners";
    say(note, `${listeners} ${who} lost, ${people} ${people === 1 ? "person" : "people"} back at the head, ${urgent} urgent.`);
    show(note, listeners + people + urgent > 0);
  }

  private door(board: BoardView): void {
    say(part(this, "[data-door]"), `${DOOR_WORDS[board.door]}${board.doorTold ? "" : board.opens ? " By the hours." : " By the counts."}`);
    const opens = part(this, "[data-opens]");
    say(opens, board.opens ? `It is outside the hours. ${board.opens}` : "");
    show(opens, Boolean(board.opens));
    for (const button of this.querySelectorAll<HTMLButtonElement>("button[name=door]")) {
      const pressed = board.doorTold ? button.value === board.door : button.value === "auto";
      button.setAttribute("aria-pressed", String(pressed));
    }
  }

  private duty(board: BoardView): void {
    say(part(this, "[data-on-duty]"), board.onDuty.length ? `On duty: ${board.onDuty.join(", ")}.` : NOBODY);
    const button = part<HTMLButtonElement>(this, "button[name=duty]");
    button.value = board.youAreOnDuty ? "off" : "on";
    button.textContent = board.youAreOnDuty ? "Go off duty" : "Go on duty";
  }

  private list(name: string, rows: readonly HTMLElement[]): void {
    const list = part(this, `[data-list="${name}"]`);
    list.textContent = "";
    list.append(...rows);
    const few = list.parentElement?.querySelector<HTMLElement>("[data-few]");
    if (few) show(few, rows.length === 0);
  }

  private time(at: string): void {
    const time = part<HTMLTimeElement>(this, "[data-at]");
    time.dateTime = at;
    const moment = new Date(at);
    if (!Number.isNaN(moment.valueOf())) say(time, moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  }
}

function bandRow(band: BandView): HTMLElement {
  const row = copyOf("band");
  part(row, "[data-band-name]").textContent = band.name;
  part(row, "[data-band-waiting]").textContent = band.waiting;
  return row;
}

function unmetRow(text: string): HTMLElement {
  const row = copyOf("unmet");
  part(row, "[data-need]").textContent = text;
  return row;
}

function fillAlert(row: HTMLElement, alert: AlertView): void {
  row.dataset["handle"] = alert.handle;
  row.dataset["tier"] = String(alert.tier);
  say(part(row, "[data-alert-tier]"), tierWords(alert.tier));
  say(part(row, "[data-alert-kinds]"), alert.kinds.map(kindWords).join(", "));
  const where = alert.listener ? `with ${alert.listener}` : "waiting in line";
  say(part(row, "[data-alert-where]"), `${where}, ${alert.minutes} min`);
  const untaken = alert.rings ? `still nobody has this (${alert.rings})` : "";
  say(part(row, "[data-alert-taken]"), alert.takenBy ? `${alert.takenBy} has this` : untaken);
  show(part(row, "[data-take]"), !alert.takenBy);
  const join = part(row, "[data-join]");
  part<HTMLInputElement>(join, "[name=handle]").value = alert.handle;
  say(part(join, "button"), alert.join === "mine" ? "Go to the chat" : "Come in");
  show(join, alert.join !== "no");
}

customElements.define("live-board", LiveBoard);
