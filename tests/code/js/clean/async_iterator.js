const net = require('net');

net.createServer({ allowHalfOpen: true }, async (socket) => {
  try {
    for await (const chunk of socket) socket.write(chunk);
    socket.end();
  } catch {
    socket.destroy();
  }
}).listen(7070);
