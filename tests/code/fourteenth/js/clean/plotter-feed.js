const net = require('net');
const { once } = require('events');
const { Readable } = require('stream');
const { pipeline } = require('stream/promises');

function* pages(moves) {
  let page = 'IN;SP1;';
  for (const m of moves) {
    page += `${m.cmd}${m.x},${m.y};`;
    if (page.length > 16384) {
      yield Buffer.from(page, 'ascii');
      page = '';
    }
  }
  yield Buffer.from(page + 'SP0;', 'ascii');
}

/**
 * Streams HPGL to the plotter and waits until it closes.
 * @param {{host: string, port?: number}} plotter
 * @param {Iterable<{cmd: string, x: number, y: number}>} moves
 */
async function plot(plotter, moves) {
  const sock = net.connect({ host: plotter.host, port: plotter.port || 9100 });
  sock.setTimeout(120000, () => sock.destroy(new Error('plotter stopped taking data')));
  sock.on('error', (e) => console.warn('plotter', plotter.host, e.message));
  sock.resume(); // status bytes are of no interest
  try {
    await pipeline(Readable.from(pages(moves)), sock);
    if (!sock.closed) await once(sock, 'close');
  } finally {
    sock.destroy();
  }
}

module.exports = { plot };
