import { createServer, connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

// Lets the guards' workstation reach the cameras' RTSP ports.
export interface Camera {
  name: string;
  host: string;
  port: number;
}

const IDLE = 5 * 60_000;
const active = new Map<Socket, Socket>();

function tie(a: Socket, b: Socket, name: string): void {
  active.set(a, b);
  let open = 2;
  const finished = (err?: NodeJS.ErrnoException | null) => {
    if (err && err.code !== 'ERR_STREAM_PREMATURE_CLOSE') console.warn(`${name}: ${err.message}`);
    if (err) {
      a.destroy();
      b.destroy();
    }
    if (--open === 0) active.delete(a);
  };
  pipeline(a, b, finished);
  pipeline(b, a, finished);
  for (const s of [a, b]) s.setTimeout(IDLE, () => s.destroy(new Error('idle')));
}

export function tunnel(camera: Camera, port: number) {
  const server = createServer({ pauseOnConnect: true, noDelay: true, allowHalfOpen: true }, (guard) => {
    const cam = connect({ host: camera.host, port: camera.port, noDelay: true, allowHalfOpen: true });
    const early = (err: Error) => {
      console.warn(`${camera.name}: ${err.message}`);
      cam.destroy();
      guard.destroy();
    };
    const patience = setTimeout(() => early(new Error('connect timed out')), 4000);
    guard.once('error', early);
    cam.once('error', early);
    cam.once('close', () => clearTimeout(patience));
    cam.once('connect', () => {
      clearTimeout(patience);
      tie(guard, cam, camera.name);
      guard.resume();
    });
  });
  server.maxConnections = 40;
  server.listen(port);
  return {
    stop() {
      server.close();
      for (const [a, b] of active) {
        a.destroy();
        b.destroy();
      }
    },
  };
}
