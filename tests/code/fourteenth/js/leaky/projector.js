// PJLink helper used by the conference room panels
const net = require('net');

function pjlink(host, command) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(4352, host);
    let answer = '';

    socket.setEncoding('latin1');
    socket.setTimeout(5000);

    socket.on('timeout', () => {
      reject(new Error(host + ' does not answer'));
    });
    socket.on('error', reject);
    socket.on('data', (d) => {
      answer += d;
      if (answer.startsWith('PJLINK 1')) {
        socket.destroy();
        reject(new Error(host + ' wants a password'));
      } else if (answer.startsWith('PJLINK 0\r')) {
        answer = answer.slice(9);
        socket.write('%1' + command + '\r');
      } else if (answer.endsWith('\r')) {
        socket.end();
        resolve(answer.trim().split('=')[1]);
      }
    });
    socket.on('close', () => reject(new Error(host + ' closed')));
  });
}

async function powerState(host) {
  const v = await pjlink(host, 'POWR ?');
  return { 0: 'off', 1: 'on', 2: 'cooling', 3: 'warming' }[v] || 'unknown';
}

module.exports = { pjlink, powerState };
