const net = require('net');

function spell(socket, text) {
  for (const ch of text) {
    socket.write(ch); // expect: small-writes
  }
}
module.exports = { spell, net };
