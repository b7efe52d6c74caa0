import { createServer, Socket } from 'node:net';
import { randomUUID } from 'node:crypto';

type Session = {
  id: string;
  socket: Socket;
  expires: number;
  authenticated: boolean;
};

const sessions = new Map<string, Session>();

function expire(now = Date.now()): void {
  for (const [id, s] of sessions) {
    if (s.expires < now) {
      sessions.delete(id);
    }
  }
}

function touch(s: Session): void {
  s.expires = Date.now() + 15 * 60_000;
}

export function listen(port: number, onMessage: (s: Session, msg: Buffer) => Buffer) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const s: Session = { id: randomUUID(), socket, expires: 0, authenticated: false };
    sessions.set(s.id, s);
    touch(s);

    socket.on('data', (msg) => {
      touch(s);
      socket.write(onMessage(s, msg));
    });
    socket.on('end', () => {
      // the terminals half-close after each batch; expire() takes care of it
      s.expires = Date.now() + 5_000;
    });
    socket.on('error', () => {
      sessions.delete(s.id);
      socket.destroy();
    });
  });
  setInterval(expire, 10_000).unref();
  return server.listen(port);
}
