// A relay on bare `ws`: node ws_relay.mjs PORT
import { WebSocketServer } from "ws"
import { answer, joined, padded } from "./desk.mjs"

const server = new WebSocketServer({
  host: "127.0.0.1", port: Number(process.argv[2]), perMessageDeflate: false, backlog: 512,
})
server.on("connection", (socket, request) => {
  const asked = new URL(request.url, "http://localhost").searchParams
  const role = asked.get("role")
  const chat = joined(asked.get("chat"), role, socket)
  socket.on("message", (frame) => {
    const [event, pages] = answer(chat, role, JSON.parse(frame.toString()))
    const text = padded(event)
    for (const page of pages) page.send(text)
  })
})
