// Sits between the PBX and the carrier's SIP-over-TCP port and copies what passes
// to the fraud team's recorder. Both directions, no rewriting.
const net = require('net');
const { pipeline, Transform } = require('stream');
const recorder = require('./recorder');

const CARRIER = { host: 'sbc3.carrier.example', port: 5060 };

function tap(callLeg, dir) {
  return new Transform({
    transform(chunk, _e, cb) {
      recorder.note(callLeg, dir, chunk);
      cb(null, chunk);
    },
  });
}

let legNo = 0;

net.createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 30000 }, (pbx) => {
  const leg = ++legNo;
  const carrier = net.connect({ ...CARRIER, noDelay: true, keepAlive: true });

  function tearDown(why) {
    if (why) console.log(`leg ${leg}: ${why}`);
    pbx.destroy();
    carrier.destroy();
  }

  pbx.on('error', (e) => tearDown(`pbx ${e.code}`));
  carrier.on('error', (e) => tearDown(`carrier ${e.code}`));

  const slow = setTimeout(() => tearDown('carrier did not answer'), 4000);
  carrier.once('connect', () => {
    clearTimeout(slow);
    let open = 2;
    const done = (err) => {
      if (err) return tearDown(err.message);
      if (--open === 0) tearDown();
    };
    pipeline(pbx, tap(leg, 'out'), carrier, done);
    pipeline(carrier, tap(leg, 'in'), pbx, done);
  });

  pbx.once('close', () => {
    clearTimeout(slow);
    carrier.destroy();
  });
}).listen(5060, '172.16.8.2');
