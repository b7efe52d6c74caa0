const net = require('net');

function watch(socket) {
  socket.setTimeout(5000, () => { // expect: close-wait-leak
    console.log('no data for 5 s');
  });
  socket.resume();
}
module.exports = { watch };
