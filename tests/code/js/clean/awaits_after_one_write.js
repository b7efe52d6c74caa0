const net = require('net');
const { once } = require('events');

exports.ask = async function ask(sock, question) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(question.length);

  sock.write(Buffer.concat([length, question]));
  const [answer] = await once(sock, 'data');
  return answer;
};

exports.open = () => net.connect({ port: 6100 });
