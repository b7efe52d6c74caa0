const { WebSocketServer, WebSocket } = require('ws');

const rooms = new Map(); // room -> Set of ws

function attach(server) {
  const wss = new WebSocketServer({ server, maxPayload: 256 * 1024 });

  wss.on('connection', (ws, req) => {
    const room = new URL(req.url, 'http://x').searchParams.get('room');
    if (!room) {
      ws.on('error', () => {});
      ws.close(1008, 'room missing');
      return;
    }
    ws.isAlive = true;
    if (!rooms.has(room)) rooms.set(room, new Set());
    const peers = rooms.get(room);
    peers.add(ws);

    ws.on('pong', function () { this.isAlive = true; });
    ws.on('message', (stroke, isBinary) => {
      for (const p of peers) {
        if (p === ws || p.readyState !== WebSocket.OPEN) continue;
        if (p.bufferedAmount > 4 << 20) {
          p.terminate();
        } else {
          p.send(stroke, { binary: isBinary });
        }
      }
    });
    ws.on('error', (e) => console.warn('board', room, e.message));
    ws.on('close', () => {
      peers.delete(ws);
      if (peers.size === 0 && rooms.get(room) === peers) rooms.delete(room);
    });
  });

  const t = setInterval(() => {
    wss.clients.forEach((ws) => {
      if (ws.isAlive === false) return ws.terminate();
      ws.isAlive = false;
      ws.ping();
    });
  }, 30000);
  wss.on('close', () => clearInterval(t));
  return wss;
}

module.exports = attach;
