import net from 'node:net';
import { tally } from './tally.mjs';

const MAX_RUNNING = 50;
let running = 0;

async function readBallot(sock) {
  let text = '';
  sock.setEncoding('utf8');
  // the socket is still needed for the receipt
  for await (const part of sock.iterator({ destroyOnReturn: false })) {
    text += part;
    if (text.length > 10_000) throw new Error('ballot too long');
    if (text.endsWith('\n.\n')) return text.slice(0, -3);
  }
  throw new Error('ballot cut off');
}

const box = net.createServer({ allowHalfOpen: true }, async (sock) => {
  sock.setTimeout(15_000, () => sock.destroy(new Error('slow voter')));
  sock.on('error', (e) => console.error('ballot', e.message));

  if (running >= MAX_RUNNING) {
    // let them finish sending, otherwise they never see the answer
    sock.resume();
    sock.end('LATER\n');
    setTimeout(() => sock.destroy(), 3_000).unref();
    return;
  }

  running++;
  try {
    const receipt = await tally(await readBallot(sock));
    sock.resume();
    sock.end(`COUNTED ${receipt}\n`);
  } catch (e) {
    console.error('rejected:', e.message);
    sock.destroy();
  } finally {
    running--;
  }
});

box.listen(7272);
