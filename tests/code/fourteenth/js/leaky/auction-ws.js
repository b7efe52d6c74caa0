const WebSocket = require('ws');
const { randomUUID } = require('crypto');

const bidders = new Map();

module.exports = function attach(httpServer, auction) {
  const wss = new WebSocket.Server({ server: httpServer, path: '/bids', clientTracking: false });

  wss.on('connection', (ws, req) => {
    const id = randomUUID();
    const b = { id, ws, alive: true, ip: req.socket.remoteAddress };
    bidders.set(id, b);

    ws.on('pong', () => { b.alive = true; });
    ws.on('message', (raw) => {
      let m;
      try { m = JSON.parse(raw); } catch { return ws.close(1003, 'json please'); }
      if (m.type === 'bid') auction.place(id, m.lot, m.amount);
    });
    ws.on('error', (e) => console.warn('bidder', id, e.message));
    ws.on('close', () => bidders.delete(id));
  });

  const beat = setInterval(() => {
    for (const [id, b] of bidders) {
      if (!b.alive) {
        console.log(`bidder ${id} (${b.ip}) lost, ${bidders.size - 1} remaining`);
        bidders.delete(id);
        continue;
      }
      b.alive = false;
      b.ws.ping();
    }
  }, 20000);

  auction.on('update', (lot) => {
    const text = JSON.stringify({ type: 'lot', lot });
    for (const { ws } of bidders.values()) {
      if (ws.readyState === WebSocket.OPEN && ws.bufferedAmount < 1 << 20) ws.send(text);
    }
  });

  wss.on('close', () => clearInterval(beat));
  return wss;
};
