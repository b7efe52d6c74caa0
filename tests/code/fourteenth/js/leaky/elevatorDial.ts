import { connect, Socket } from 'net';

const sleep = (ms: number) => new Promise<'late'>((r) => setTimeout(() => r('late'), ms));

function established(sock: Socket): Promise<'up'> {
  return new Promise((resolve, reject) => {
    sock.once('connect', () => resolve('up'));
    sock.on('error', (e) => { sock.destroy(); reject(e); });
  });
}

export interface Controller {
  name: string;
  addr: string;
}

/** Connects to whichever controller of the shaft answers, in order of preference. */
export async function dial(controllers: Controller[]): Promise<Socket> {
  for (const c of controllers) {
    const sock = connect({ host: c.addr, port: 10001, noDelay: true });
    try {
      const outcome = await Promise.race([established(sock), sleep(1500)]);
      if (outcome === 'up') {
        sock.setKeepAlive(true, 20_000);
        return sock;
      }
      console.warn(`${c.name} took longer than 1.5s, trying the next one`);
    } catch (e) {
      console.warn(`${c.name}: ${(e as Error).message}`);
    }
  }
  throw new Error('no controller reachable');
}
