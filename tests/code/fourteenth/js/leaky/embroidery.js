const fs = require('fs');
const net = require('net');

/**
 * Sends a stitch file to one of the embroidery machines (type B heads).
 * stitches: [{dx, dy, flags}], typically 20 000 - 90 000 entries
 */
function sendDesign(machine, stitches, done) {
  const sock = net.createConnection({ host: machine.ip, port: 9750, noDelay: true });
  let finished = false;

  function finish(err) {
    if (finished) return;
    finished = true;
    sock.destroy();
    done(err);
  }

  sock.setTimeout(20000, () => finish(new Error('machine ' + machine.id + ' stalled')));
  sock.on('error', finish);
  sock.on('close', () => finish(new Error('machine ' + machine.id + ' hung up')));
  sock.on('data', (d) => {
    if (d.includes(0x06)) finish(null);
    else finish(new Error('machine ' + machine.id + ' NAK'));
  });

  sock.on('connect', () => {
    sock.write(Buffer.from([0x02]));
    for (const st of stitches) {
      sock.write(Buffer.from([st.dx & 0xff]));
      sock.write(Buffer.from([st.dy & 0xff]));
      sock.write(Buffer.from([st.flags]));
    }
    sock.write(Buffer.from([0x03]));
  });
}

function loadDesign(path) {
  const raw = fs.readFileSync(path);
  const list = [];
  for (let i = 512; i + 2 < raw.length; i += 3) {
    list.push({ dx: raw.readInt8(i), dy: raw.readInt8(i + 1), flags: raw[i + 2] });
  }
  return list;
}

module.exports = { sendDesign, loadDesign };
