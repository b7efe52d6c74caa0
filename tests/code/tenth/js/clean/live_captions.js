// Captions for the lecture halls: one websocket endpoint per room.
import { createServer, STATUS_CODES } from 'node:http'
import { WebSocketServer } from 'ws'
import { roomByKey } from './rooms.js'

const http = createServer((req, res) => {
  res.writeHead(426).end()
})
const wss = new WebSocketServer({ noServer: true, maxPayload: 1 << 14, clientTracking: false })
const audience = new Map() // room id -> Set<WebSocket>

function refuse (socket, code) {
  if (socket.destroyed) return
  const text = `HTTP/1.1 ${code} ${STATUS_CODES[code]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
  socket.once('finish', () => socket.destroy())
  socket.end(text)
}

function join (room, ws) {
  let set = audience.get(room.id)
  if (!set) audience.set(room.id, (set = new Set()))
  set.add(ws)
  ws.alive = true
  ws.on('pong', () => { ws.alive = true })
  ws.on('error', err => console.warn('caption viewer', err.message))
  ws.on('close', () => {
    set.delete(ws)
    if (set.size === 0 && audience.get(room.id) === set) audience.delete(room.id)
  })
}

http.on('upgrade', (req, socket, head) => {
  const onErr = err => {
    console.warn('upgrade socket', err.code)
    socket.destroy()
  }
  socket.on('error', onErr)

  const key = req.url.split('?')[0].split('/').pop()
  roomByKey(key).then(room => {
    if (!room) return refuse(socket, 404)
    if (!room.captionsOn) return refuse(socket, 403)
    socket.removeListener('error', onErr)
    wss.handleUpgrade(req, socket, head, ws => join(room, ws))
  }).catch(err => {
    console.error('room lookup', err)
    refuse(socket, 503)
  })
})

export function caption (roomId, text) {
  for (const ws of audience.get(roomId) ?? []) {
    if (ws.bufferedAmount > 256 * 1024) ws.terminate()
    else ws.send(text)
  }
}

setInterval(() => {
  for (const set of audience.values()) {
    for (const ws of set) {
      if (!ws.alive) {
        ws.terminate()
      } else {
        ws.alive = false
        ws.ping()
      }
    }
  }
}, 25_000).unref()

http.listen(process.env.PORT || 7070)
