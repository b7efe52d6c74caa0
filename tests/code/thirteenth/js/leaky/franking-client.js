'use strict';
const net = require('net');

const HOST = process.env.FRANKING_HOST || 'franking.mailroom';

/** Asks the franking machine to print `cents` on the next envelope; resolves to its counter. */
function frank(cents) {
  return new Promise((resolve, reject) => {
    const sock = net.connect({ host: HOST, port: 2525 });
    let answer = '';

    sock.setEncoding('ascii');
    sock.setTimeout(8000, () => {
      reject(new Error('franking machine does not answer'));
    });
    sock.on('connect', () => sock.write(`F${String(cents).padStart(6, '0')}\r`));
    sock.on('data', (part) => {
      answer += part;
      if (!answer.endsWith('\r')) return;
      sock.end();
      const m = /^C(\d+)/.exec(answer);
      if (m) resolve(Number(m[1]));
      else reject(new Error('machine said ' + JSON.stringify(answer)));
    });
    sock.on('end', () => reject(new Error('machine closed the line')));
    sock.on('error', reject);
  });
}

/** Button on the mail room page; a few times a day for the late post. */
async function frankLatePost(req, res) {
  const cents = Number(req.body.cents);
  if (!Number.isInteger(cents) || cents <= 0 || cents > 99999) return res.status(400).end();
  try {
    res.json({ counter: await frank(cents) });
  } catch (e) {
    console.error('late post', e.message);
    res.status(502).json({ error: e.message });
  }
}

module.exports = { frank, frankLatePost };
