const net = require('net');
const { once } = require('events');
async function login(host, user, pass) {
  const s = net.connect(23, host);
  s.setEncoding('latin1');
  await once(s, 'connect');
  s.write(user + '\r\n');
  await once(s, 'data');
  s.write(pass + '\r\n');
  const [reply] = await once(s, 'data');
  if (!/welcome/i.test(reply)) throw new Error('login refused'); // expect: close-wait-leak
  return s;
}
module.exports = login;
