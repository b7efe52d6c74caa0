const net = require('net');
const { once } = require('events');

/** The banner of a mail server, or null. */
async function banner(host, port = 25) {
  const socket = net.connect({ host, port, timeout: 4000 });
  socket.on('timeout', () => socket.destroy(new Error('timeout')));
  try {
    await once(socket, 'connect');
    const [chunk] = await Promise.race([
      once(socket, 'data'),
      once(socket, 'end').then(() => []),
    ]);
    if (!chunk) {
      return null;
    }
    const line = chunk.toString('latin1').split('\r\n', 1)[0];
    if (!line.startsWith('220')) {
      throw new Error(`${host}: ${line}`);
    }
    socket.end('QUIT\r\n');
    await once(socket.resume(), 'close');
    return line.slice(4);
  } finally {
    socket.destroy();
  }
}

module.exports = { banner };
