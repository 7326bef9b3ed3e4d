// Moves between chats by keys. By the key's place, not its letter: with Alt held down a Mac writes other letters.

export type Move = { to: number } | "unread";

/** What a key press asks for, or null where it is somebody's writing. */
export function moveOf(key: Pick<KeyboardEvent, "altKey" | "ctrlKey" | "metaKey" | "shiftKey" | "code">): Move | null {
  // AltGr comes as Ctrl and Alt together, and writes letters.
  if (!key.altKey || key.ctrlKey || key.metaKey || key.shiftKey) return null;
  if (key.code === "KeyN") return "unread";
  const number = /^(?:Digit|Numpad)([1-3])$/.exec(key.code)?.[1];
  return number ? { to: Number(number) - 1 } : null;
}

/** The next chat after this one in which something is new, around the list; -1 where nothing is. */
export function nextUnread(unread: readonly number[], at: number): number {
  const order = unread.map((_, i) => (at + 1 + i) % unread.length);
  return order.find((i) => (unread[i] ?? 0) > 0) ?? -1;
}
