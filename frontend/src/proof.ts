// A worker of its own, loaded only under pressure: finds the number that a challenge asks for, off the page's thread.

import { solveChallenge, type Challenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/sha";

self.onmessage = async (asked: MessageEvent<string>) => {
  const challenge = JSON.parse(asked.data) as Challenge;
  const solution = await solveChallenge({ challenge, deriveKey });
  self.postMessage(solution ? btoa(JSON.stringify({ challenge, solution })) : "");
};
