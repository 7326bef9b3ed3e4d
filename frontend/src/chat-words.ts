// What the chat page says in words of its own.

import type { Notice, Peer } from "./wire.gen.ts";

export const CONNECTION_LOST = "Connection lost. What you write is kept and goes out when it is back.";

const PEER: Record<Peer["state"], (name: string) => string> = {
  here: (name) => `${name} is here`,
  away: (name) => `${name} is out of reach for a moment. What you write is kept.`,
  gone: (name) => `${name}'s connection is gone; it was nothing you said.`,
};

const NOTICES: Record<Notice["kind"], (name: string, minutes: number) => string> = {
  timeSoon: (name, minutes) => `About ${minutes} minutes are left. ${name} can add more time if it helps.`,
  extended: (name, minutes) => `${name} added time. About ${minutes} minutes are left.`,
  quietAsk: () => "Are you still there? Take your time. A word, or “I need a moment”, keeps this open.",
  quietWarn: (_, minutes) => `It has been quiet for a while. This closes in ${minutes} minutes unless you write something.`,
  yourTurn: () => "",
  listenerQuiet: (name) => `${name} has been quiet. You can wait, or choose “Somebody else, please” under More: you would be next.`,
  handOver: (name) => `${name} has asked somebody else to go on with you, and stays until they are here.`,
  handOverOff: (name) => `${name} goes on with you.`,
  held: (name) => `${name} keeps this open for you. Write when you can.`,
};

export function peerWords(state: Peer["state"], name: string): string {
  return PEER[state](name);
}

export function noticeWords(notice: Notice, name: string): string {
  return NOTICES[notice.kind](name, notice.minutes);
}
