const net = require('net');
const log = require('./log');

module.exports = function connectWithRetry(host, port, attempts, cb) {
  const socket = net.connect({ host, port });
  const onError = (err) => {
    socket.destroy();
    if (attempts > 1) return setTimeout(() => connectWithRetry(host, port, attempts - 1, cb), 500);
    cb(err);
  };
  socket.once('error', onError);
  socket.setTimeout(3000, () => onError(new Error('connect timeout')));
  socket.once('connect', () => {
    socket.removeListener('error', onError);
    socket.setTimeout(0);
    socket.setKeepAlive(true, 20000);
    log.info('connected to %s:%d', host, port);
    cb(null, socket);
  });
};
