// Drives the LED matrix signs above the motorway: 64x256 pixels, one byte per pixel
const net = require('net');

const ROWS = 64;
const COLS = 256;

function pushFrame(sign, pixels, cb) {
  const s = net.createConnection({ host: sign.host, port: 9520, noDelay: true });
  let finished = false;
  const finish = (err) => {
    if (finished) return;
    finished = true;
    s.destroy();
    cb(err);
  };

  s.setTimeout(8000, () => finish(new Error('sign ' + sign.name + ' does not answer')));
  s.on('error', finish);
  s.on('close', () => finish(new Error('sign ' + sign.name + ' closed')));

  s.on('connect', () => {
    for (let r = 0; r < ROWS; r++) {
      for (let c = 0; c < COLS; c++) {
        s.write(Buffer.from([pixels[r * COLS + c]]));
      }
    }
  });

  s.once('data', (d) => {
    finish(d[0] === 0x06 ? null : new Error('sign ' + sign.name + ' NAK'));
  });
}

module.exports = { pushFrame, ROWS, COLS };
