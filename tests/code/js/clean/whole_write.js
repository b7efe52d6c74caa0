const net = require('net');

function spell(socket, text) {
  socket.write(text.split('').join(' '));
}
module.exports = { spell, net };
