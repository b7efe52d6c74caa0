import * as net from 'node:net';

export class DialTimeout extends Error {
  constructor(host: string, ms: number) {
    super(`${host} not reachable within ${ms} ms`);
    this.name = 'DialTimeout';
  }
}

/** The caller owns the socket that comes back and has to destroy it. */
export function dial(host: string, port: number, ms = 2000): Promise<net.Socket> {
  return new Promise<net.Socket>((resolve, reject) => {
    const sock = net.connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 15_000 });
    const timer = setTimeout(() => sock.destroy(new DialTimeout(host, ms)), ms);
    const failed = (e: Error) => {
      clearTimeout(timer);
      reject(e);
    };
    sock.once('error', failed);
    sock.once('connect', () => {
      clearTimeout(timer);
      sock.off('error', failed);
      resolve(sock);
    });
  });
}

export async function transmitterInfo(host: string): Promise<string> {
  const sock = await dial(host, 5000);
  try {
    sock.setEncoding('ascii');
    sock.setTimeout(3000, () => sock.destroy(new Error(`${host} went silent`)));
    sock.write('*IDN?\r\n');
    let text = '';
    for await (const part of sock) {
      text += part;
      if (text.includes('\n')) break;
    }
    return text.trim();
  } finally {
    sock.destroy();
  }
}
