import { createPool } from 'generic-pool';
import net from 'node:net';
import { once } from 'node:events';

const dial = async (): Promise<net.Socket> => {
  const s = net.connect({ host: 'fax-modems.lan', port: 4559, noDelay: true });
  s.setTimeout(10_000, () => s.destroy(new Error('modem silent')));
  s.on('error', (e) => console.warn('modem', e.message));
  await once(s, 'connect');
  return s;
};

const ask = (s: net.Socket, line: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const gone = () => reject(new Error('modem hung up'));
    s.once('close', gone);
    s.once('data', (d) => {
      s.off('close', gone);
      resolve(d.toString('ascii').trim());
    });
    s.write(`${line}\r\n`);
  });

const modems = createPool<net.Socket>(
  {
    create: dial,
    destroy: async (s) => { s.destroy(); },
    validate: async (s) => !s.destroyed,
  },
  { max: 4, min: 0, testOnBorrow: true, acquireTimeoutMillis: 30_000, idleTimeoutMillis: 60_000 },
);

export async function sendFax(number: string, pageFile: string): Promise<string> {
  const modem = await modems.acquire();
  let reply: string;
  try {
    reply = await ask(modem, `SEND ${number} ${pageFile}`);
  } catch (err) {
    await modems.destroy(modem);
    throw err;
  }
  const [code, jobId] = reply.split(' ');
  if (code !== '200') {
    throw new Error(`fax to ${number} refused: ${code}`);
  }
  await modems.release(modem);
  return jobId;
}
