import type { Server } from 'node:http';
import { RawData, WebSocket, WebSocketServer } from 'ws';

type Member = WebSocket & { alive?: boolean; room?: string };

const MAX_BUFFERED = 256 * 1024;

export function attachLobby(http: Server): () => void {
  const wss = new WebSocketServer({ server: http, path: '/lobby', maxPayload: 8 * 1024 });
  const rooms = new Map<string, Set<Member>>();

  function leave(m: Member): void {
    if (!m.room) return;
    const r = rooms.get(m.room);
    r?.delete(m);
    if (r?.size === 0) rooms.delete(m.room);
    m.room = undefined;
  }

  function enter(m: Member, name: string): void {
    leave(m);
    let r = rooms.get(name);
    if (!r) rooms.set(name, (r = new Set()));
    r.add(m);
    m.room = name;
  }

  function broadcast(from: Member, data: RawData): void {
    for (const m of rooms.get(from.room ?? '') ?? []) {
      if (m === from || m.readyState !== WebSocket.OPEN) continue;
      if (m.bufferedAmount > MAX_BUFFERED) {
        m.terminate(); // 'close' takes it out of its room
        continue;
      }
      m.send(data);
    }
  }

  wss.on('connection', (m: Member) => {
    m.alive = true;
    m.on('pong', () => (m.alive = true));
    m.on('message', (data) => {
      const text = data.toString();
      if (text.startsWith('/join ')) enter(m, text.slice(6, 40));
      else broadcast(m, data);
    });
    m.on('close', () => leave(m));
    m.on('error', (e) => console.warn('member:', e.message)); // 'close' follows
  });

  const beat = setInterval(() => {
    for (const m of wss.clients as Set<Member>) {
      if (!m.alive) {
        m.terminate();
        continue;
      }
      m.alive = false;
      m.ping();
    }
  }, 20_000);

  return () => {
    clearInterval(beat);
    for (const m of wss.clients) m.close(1001, 'restart');
    wss.close();
    setTimeout(() => wss.clients.forEach((m) => m.terminate()), 3_000).unref();
  };
}
