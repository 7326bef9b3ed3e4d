// What the Node peers know of a chat: whose pages are open, and the last number.

export const SIZE = 512 // bytes of a frame, padded as ours are
const chats = new Map()

export const padded = (event) => JSON.stringify(event).padEnd(SIZE)

export const joined = (chat, role, page) => {
  if (!chats.has(chat)) chats.set(chat, { seq: 0, pages: {} })
  const here = chats.get(chat)
  here.pages[role] = page
  return here
}

export const answer = (chat, role, said) => {
  if (said.type === "post") {
    chat.seq += 1
    const { ref, text } = said
    const event = { type: "posted", chat: said.chat, epoch: "epoch", seq: chat.seq, from: role, text, ref }
    return [event, Object.values(chat.pages)]
  }
  const other = chat.pages[role === "seeker" ? "listener" : "seeker"]
  return [{ type: "delivered", chat: said.chat, epoch: "epoch", seq: said.seq }, [other]]
}
