const net = require('net');

const socket = net.connect(6379, 'cache');
socket.setNoDelay(false); // expect: nagle-delayed-ack
module.exports = socket;
