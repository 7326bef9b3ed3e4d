// What the desk says in words of its own: never a bare number or slug where a person can be told.

import type { Notice, OfferLapsed, Peer } from "./wire.gen.ts";

export const TIER_WORDS = ["No sign of danger so far", "Watch", "Elevated", "High", "Emergency"] as const;
export const HIGH = 3;
export const ALONE =
  "No coordinator is on duty. Stay, and ask one thing at a time. If they may not be safe this minute, name the emergency number on their card and offer to stay while they call.";

const URGENCY_WORDS = ["No sign of danger", "Keep an eye on it", "Raised", "High", "Emergency"] as const;

const KIND_WORDS: Record<string, string> = {
  ideation_passive: "not wanting to be here",
  ideation: "thoughts of suicide",
  intent: "an intention",
  plan: "a plan",
  act_in_progress: "something done already",
  farewell: "a goodbye",
  self_harm: "hurting themselves",
  abuse: "being hurt by somebody",
  harm_to_others: "harm to somebody else",
  exploitation: "sexual exploitation",
  minor_at_risk: "a child at risk",
  concern_for_other: "worry about somebody else",
  flagged: "a listener's judgement",
  asks_for_help: "the listener asks for help",
  wants_to_be_found: "they want to be found",
  says_under_18: "younger than was said",
  listener_cues_together: "look at this: several signs of grooming in what the listener writes",
  listener_image: "the listener asked for pictures or looks",
  listener_sexual: "the listener wrote something sexual",
  listener_meeting: "the listener wants to meet",
  listener_money: "the listener speaks of money or gifts",
  listener_secrecy: "the listener asks for secrecy",
  listener_location: "the listener asked a minor where they are",
  listener_probing: "the listener asked a minor personal questions",
  listener_return: "the listener asks a minor to come back to them",
  listener_insult: "the listener wrote an insult",
  listener_threat: "the listener wrote a threat",
};

export const LAPSED: Record<OfferLapsed["reason"], string> = {
  late: "Too late for this one. No mark, no harm.",
  left: "They left the line. It was nothing you did.",
  elsewhere: "Somebody else is being asked instead. It was nothing you did.",
  taken: "Somebody else was a moment quicker. Thank you for being ready.",
};

/** What the desk says when it comes back. */
export function lapsedWords(count: number): string {
  const what = count === 1 ? "An offer" : `${count} offers`;
  return `${what} went by while this desk was away or asleep. No mark, no harm: whoever still waits has kept their place.`;
}

export const PEER: Record<Peer["state"], string> = {
  here: "is here",
  away: "is out of reach for a moment",
  gone: "has left the page",
};

const ENDED: Record<string, string> = {
  seekerEnded: "They ended the chat.",
  listenerEnded: "You ended the chat.",
  exit: "They left quickly, and safely.",
  timeOver: "The time was up.",
  quiet: "It had been quiet for a while.",
  reported: "They have reported something, and a coordinator will look at it.",
  endedForSafety: "You have reported something, and the chat has ended. A coordinator will look at it.",
  abuse: "What they wrote to you went too far, and the chat has ended. Take your minute.",
  tooYoung: "They are under 13, and see lines for children now. You did well.",
  adultsOnly: "They are under 18, and see lines for young people now.",
  notForSupport: "The chat has ended, and so has this visit of theirs.",
  turnedAway: "You ended the chat with a mark. They may wait for somebody else.",
  aged: "They are under 18, and next in line for somebody cleared for that. It was nothing you did.",
  unsafe: "This chat was ended. A coordinator will talk with you; until then nobody new is offered to you.",
  changed: "They asked for somebody else. That can happen with anybody.",
  listenerLost: "Your connection was away too long. They are next in line again.",
  listenerLeft: "A coordinator has ended your shift, and will speak with you. They are next in line again.",
  handedOver: "Somebody else goes on with them. Thank you for staying until then.",
  notThere: "They were not there just now, and keep their place. Nothing is counted; the next person can be yours.",
  silentAfterDanger: "They have been silent for long. They are next whenever they write again.",
};

const NOTICES: Record<Notice["kind"], (minutes: number) => string> = {
  timeSoon: (minutes) => `About ${minutes} minutes are left. Begin to close, or add 15.`,
  extended: (minutes) => `You added time. About ${minutes} minutes are left.`,
  quietAsk: () => "It has gone quiet. We asked whether they are still there.",
  quietWarn: (minutes) => `Still quiet. Without a word this closes in ${minutes} minutes.`,
  yourTurn: () => "They are waiting for a word of yours. A short one is enough.",
  listenerQuiet: () => "",
  handOver: () => "Somebody else is being asked. Stay until they are here.",
  handOverOff: () => "Nobody else takes over just now. You go on together.",
  wantsFound: () => "They want to be found: they say where they are. A coordinator is told that, and not the place. They call first; if they cannot, and want it, the coordinator calls with what they choose to tell.",
  noSecrets: () => "",
  sextortion: () => "",
  warned: () => "",
  slowed: () => "",
  ageLowered: () => "They are under 18. Strict rules hold from here on; if you are not cleared for minors, somebody who is goes on.",
  earlierOpen: () => "They opened for you what was said before. It stands above.",
  earlierGone: () => "They keep to themselves what was said before. It is gone.",
  tooYoung: () => "They are under 13. The chat ends kindly, once no danger forbids it, and shows them lines for children.",
  held: () => "Silent after a sign of danger: this stays open. Stay, and write a line now and then.",
};

export function noticeWords(notice: Notice): string {
  return NOTICES[notice.kind](notice.minutes);
}

/** Why a chat ended; what is no known code is already words. */
export function endedWords(reason: string): string {
  return ENDED[reason] ?? reason;
}

export function urgencyWords(urgency: number): string {
  return URGENCY_WORDS[Math.max(0, Math.min(urgency, URGENCY_WORDS.length - 1))] ?? "";
}

export function tierWords(tier: number): string {
  return TIER_WORDS[Math.max(0, Math.min(tier, TIER_WORDS.length - 1))] ?? "";
}

export function kindWords(kind: string): string {
  return KIND_WORDS[kind] ?? kind.replace(/_/g, " ");
}

export function waitedWords(seconds: number): string {
  if (seconds < 60) return "waited under a minute";
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? "waited a minute" : `waited ${minutes} minutes`;
}

export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
