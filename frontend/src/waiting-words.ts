// The place in line in words, as the template says it too.

import type { WaitView } from "./wire.gen.ts";

export function ordinal(n: number): string {
  const teen = n % 100 > 10 && n % 100 < 14;
  return `${n}${teen ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th")}`;
}

const NOBODY = "Nobody who can talk with you is here right now. That says nothing about you.";

function minutes(count: number): string {
  return count === 1 ? "a minute" : `${count} minutes`;
}

/** Where somebody stands, and how long that may take: never a number that nothing stands behind. */
export function placeWords(wait: WaitView, offered: boolean): [string, string] {
  if (offered) return ["Somebody is reading your words now.", "It should not be long."];
  const where = wait.position <= 1 ? "You are next." : `You are ${ordinal(wait.position)}.`;
  if (wait.eligible === 0) {
    return [where, `${NOBODY} We look for up to ${minutes(wait.endsIn)} more, and tell you if nobody came.`];
  }
  const { waitLow: low, waitHigh: high } = wait;
  if (low === null || high === null) return [where, "We cannot say yet how long it takes."];
  if (high <= 1) return [where, "Most people here wait about a minute."];
  return [where, `Most people here wait ${low} to ${high} minutes.`];
}
