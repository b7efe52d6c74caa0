import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

export interface Fix { lat: number; lon: number; knots: number }

function deg(v: string, hemi: string): number {
  const dot = v.indexOf('.') - 2;
  const d = Number(v.slice(0, dot)) + Number(v.slice(dot)) / 60;
  return hemi === 'S' || hemi === 'W' ? -d : d;
}

function parseRmc(s: string): Fix | null {
  const f = s.split(',');
  if (!f[0].endsWith('RMC') || f[2] !== 'A') return null;
  return { lat: deg(f[3], f[4]), lon: deg(f[5], f[6]), knots: Number(f[7]) };
}

async function open(host: string, port: number): Promise<Socket> {
  const s = connect({ host, port });
  // the multiplexer repeats every second; ten silent ones mean it is gone
  s.setTimeout(10_000, () => s.destroy(new Error('nmea multiplexer silent')));
  try {
    await once(s, 'connect');
  } catch (e) {
    s.destroy();
    throw e;
  }
  return s.setEncoding('ascii');
}

/** Yields fixes until the multiplexer closes; leaving the loop early hangs up. */
async function* fixes(host: string, port: number): AsyncGenerator<Fix> {
  const s = await open(host, port);
  let rest = '';
  try {
    for await (const piece of s) {
      rest += piece;
      let at: number;
      while ((at = rest.indexOf('\r\n')) >= 0) {
        const fix = parseRmc(rest.slice(0, at));
        rest = rest.slice(at + 2);
        if (fix) yield fix;
      }
      if (rest.length > 1024) throw new Error('not nmea');
    }
  } finally {
    s.destroy();
  }
}

export async function untilMoored(host: string, onFix: (f: Fix) => void): Promise<void> {
  let slow = 0;
  for (;;) {
    try {
      for await (const f of fixes(host, 10110)) {
        onFix(f);
        slow = f.knots < 0.2 ? slow + 1 : 0;
        if (slow > 300) return;
      }
      console.info('nmea: stream ended, dialing again');
    } catch (e) {
      console.warn('nmea:', (e as Error).message);
    }
    await pause(3_000);
  }
}
