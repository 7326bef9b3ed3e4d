// The page's one socket: says hello, pads what it sends, asks whether the server is there, and comes back after a
// loss without a stampede. Knows nothing of chats: what is heard is handed on.

const SIZES = [512, 2048, 8192, 32768];
const PING_EVERY = 20_000;
const PONG_WITHIN = 10_000;
const SHORTEST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;
const STEADY = 10_000;
const SLOW_DOWN_PAUSE = 5_000;

export const Close = { unknown: 4401, notYours: 4403, noSuchChat: 4404, takenOver: 4409, slowDown: 4429 } as const;
const FINAL: readonly number[] = [Close.unknown, Close.notYours, Close.noSuchChat, Close.takenOver];

export type Link = "connecting" | "live" | "lost" | "stopped";

export interface Ears<Event> {
  hello(): object;
  heard(event: Event): void;
  /** `code` is the close code when the link stopped for good. */
  changed(link: Link, code?: number): void;
}

/** JSON padded with spaces to one of four sizes, so that its length says nothing. */
export function padded(command: object): string {
  const text = JSON.stringify(command);
  const bytes = new TextEncoder().encode(text).length;
  const size = SIZES.find((s) => s >= bytes) ?? bytes;
  return text + " ".repeat(size - bytes);
}

/** Full jitter: anywhere between the shortest pause and a ceiling that doubles with each attempt. */
export function pauseBefore(attempt: number, chance: number): number {
  const ceiling = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** attempt);
  return SHORTEST_PAUSE + chance * (ceiling - SHORTEST_PAUSE);
}

export class Socket<Event> {
  link: Link = "connecting";
  private readonly path: string;
  private readonly ears: Ears<Event>;
  private socket: WebSocket | null = null;
  private attempt = 0;
  private since = 0;
  private retry = 0;
  private pinging = 0;
  private pong = 0;

  constructor(path: string, ears: Ears<Event>) {
    this.path = path;
    this.ears = ears;
    addEventListener("online", () => this.hurry());
    addEventListener("pagehide", () => this.drop());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.hurry();
    });
  }

  open(): void {
    this.drop();
    this.change(this.link === "lost" ? "lost" : "connecting");
    const socket = new WebSocket(`${location.protocol === "http:" ? "ws" : "wss"}://${location.host}${this.path}`);
    this.socket = socket;
    socket.onopen = () => this.hello();
    socket.onmessage = (frame) => this.hear(socket, String(frame.data));
    socket.onclose = (event) => {
      if (this.socket === socket) this.lose(event.code);
    };
    // A socket that neither opens nor fails is as dead as one that fails.
    this.expectAnswer();
  }

  /** Says whether it went out; what must not be lost stays in its owner's outbox. */
  send(command: object): boolean {
    if (!this.socket || this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(padded(command));
    return true;
  }

  hello(): void {
    this.send(this.ears.hello());
  }

  stop(): void {
    this.drop();
    this.change("stopped");
  }

  private hear(socket: WebSocket, frame: string): void {
    if (this.socket !== socket) return;
    clearTimeout(this.pong);
    if (this.link !== "live") {
      this.pinging = window.setInterval(() => this.ping(), PING_EVERY);
      this.since = performance.now();
      this.change("live");
    }
    this.ears.heard(JSON.parse(frame) as Event);
  }

  private ping(): void {
    if (this.send({ type: "ping" })) this.expectAnswer();
  }

  private expectAnswer(): void {
    clearTimeout(this.pong);
    this.pong = window.setTimeout(() => this.lose(0), PONG_WITHIN);
  }

  private hurry(): void {
    if (this.link === "live") this.ping();
    if (this.link === "lost") this.open();
  }

  private lose(code: number): void {
    this.drop();
    // A server that says hello and hangs up is still one in trouble.
    if (this.link === "live" && performance.now() - this.since > STEADY) this.attempt = 0;
    if (FINAL.includes(code)) return this.change("stopped", code);
    this.change("lost");
    const pause = code === Close.slowDown ? SLOW_DOWN_PAUSE : pauseBefore(++this.attempt, Math.random());
    this.retry = window.setTimeout(() => this.open(), pause);
  }

  private drop(): void {
    clearTimeout(this.retry);
    clearTimeout(this.pong);
    clearInterval(this.pinging);
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  private change(link: Link, code?: number): void {
    if (link === this.link && code === undefined) return;
    this.link = link;
    this.ears.changed(link, code);
  }
}
