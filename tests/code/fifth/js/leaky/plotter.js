// Plot server of the architects' office: HPGL in, "DONE n" out when the job is drawn.
const net = require('node:net');
const { drawJob } = require('./plotter-driver');

const jobs = [];
let drawing = false;

async function next() {
  if (drawing || jobs.length === 0) return;
  drawing = true;
  const { socket, data } = jobs.shift();
  try {
    const pages = await drawJob(data);
    console.log(`plotted ${pages} pages for ${socket.remoteAddress}`);
    if (socket.writable) socket.write(`DONE ${pages}\n`);
  } catch (err) {
    console.error('plot failed:', err.message);
    socket.end(`FAILED ${err.message}\n`);
  } finally {
    drawing = false;
    setImmediate(next);
  }
}

const MAX_JOB = 32 * 1024 * 1024;

const server = net.createServer({ allowHalfOpen: true, keepAlive: true }, (socket) => {
  const parts = [];
  let size = 0;

  const stalled = setTimeout(() => {
    console.warn('job of %s never finished', socket.remoteAddress);
    socket.destroy();
  }, 120_000);

  socket.on('data', (d) => {
    size += d.length;
    if (size > MAX_JOB) {
      clearTimeout(stalled);
      socket.destroy();
      return;
    }
    parts.push(d);
  });

  // the client marks the end of its job with a FIN and waits for our line
  socket.on('end', () => {
    clearTimeout(stalled);
    if (size === 0) {
      socket.end();
      return;
    }
    jobs.push({ socket, data: Buffer.concat(parts, size) });
    next();
  });

  socket.on('error', (err) => {
    clearTimeout(stalled);
    console.warn(err.message);
  });
});

server.listen(9100);
