const net = require('net');

net.createServer({ allowHalfOpen: true }, (socket) => {
  let bytes = 0;
  socket.on('data', (chunk) => { bytes += chunk.length; });
  socket.on('end', () => { // expect: close-wait-leak
    console.log('client is done after', bytes);
  });
}).listen(9000);
