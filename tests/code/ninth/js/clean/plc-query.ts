import { connect, Socket } from 'node:net';

export class PlcError extends Error {}

/** One query, one connection: the controllers allow a single client and want it gone quickly. */
export function query(host: string, telegram: Buffer, answerLength: number, ms = 3000): Promise<Buffer> {
  return new Promise<Buffer>((resolve, reject) => {
    const sock: Socket = connect({ host, port: 2000, noDelay: true });
    let got = Buffer.alloc(0);
    let settled = false;

    const deadline = setTimeout(() => finish(new PlcError(`${host}: no answer in ${ms} ms`)), ms);

    function finish(result: Buffer | Error): void {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      sock.destroy();
      if (result instanceof Error) reject(result);
      else resolve(result);
    }

    sock.on('connect', () => sock.write(telegram));
    sock.on('data', (d: Buffer) => {
      got = Buffer.concat([got, d]);
      if (got.length === answerLength) finish(got);
      else if (got.length > answerLength) finish(new PlcError(`${host}: answer of ${got.length} bytes`));
    });
    sock.on('end', () => finish(new PlcError(`${host}: closed after ${got.length} bytes`)));
    sock.on('error', (e: Error) => finish(e));
    sock.on('close', () => finish(new PlcError(`${host}: closed`)));
  });
}

export async function readTemperature(host: string): Promise<number> {
  const a = await query(host, Buffer.from([0x52, 0x44, 0x00, 0x64, 0x0d]), 6);
  return a.readInt16BE(2) / 10;
}

export async function scan(hosts: readonly string[]): Promise<Map<string, number>> {
  const out = new Map<string, number>();
  for (const h of hosts) {
    try {
      out.set(h, await readTemperature(h));
    } catch (e) {
      console.warn(String(e));
    }
  }
  return out;
}
