// A relay on socket.io, which open look-alikes use: node socketio_relay.mjs PORT
import { createServer } from "node:http"
import { Server } from "socket.io"
import { SIZE, answer, joined } from "./desk.mjs"

const http = createServer()
const server = new Server(http, { transports: ["websocket"], perMessageDeflate: false, serveClient: false })
server.on("connection", (socket) => {
  const { chat: name, role } = socket.handshake.query
  const chat = joined(name, role, socket)
  socket.on("said", (said) => {
    const [event, pages] = answer(chat, role, said)
    event.pad = " ".repeat(Math.max(0, SIZE - 140 - (event.text?.length ?? 0))) // its own encoder leaves no blanks
    for (const page of pages) page.emit("said", event)
  })
})
http.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 512 })
