import { connect, type Socket } from 'node:net';

function attempt(host: string, port: number, ms: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const sock = connect({ host, port, keepAlive: true });
    const fail = (e: Error) => {
      clearTimeout(timer);
      sock.destroy();
      reject(e);
    };
    const onAbort = () => fail(new Error('not needed'));
    const timer = setTimeout(() => fail(new Error(`${host}: timed out`)), ms);
    signal.addEventListener('abort', onAbort, { once: true });
    sock.once('error', fail);
    sock.once('connect', () => {
      clearTimeout(timer);
      sock.off('error', fail);
      if (signal.aborted) {
        sock.destroy();
        return;
      }
      signal.removeEventListener('abort', onAbort);
      resolve(sock);
    });
  });
}

export async function connectAny(hosts: string[], port: number): Promise<Socket> {
  const ac = new AbortController();
  try {
    const sock = await Promise.any(hosts.map((h) => attempt(h, port, 1500, ac.signal)));
    sock.on('error', () => sock.destroy());
    sock.setTimeout(60_000, () => sock.destroy());
    return sock;
  } finally {
    ac.abort();
  }
}
