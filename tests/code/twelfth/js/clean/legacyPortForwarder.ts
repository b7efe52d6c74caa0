import { createServer, connect, type Socket } from 'node:net';

/* Keeps the AS/400 terminals working while the host moves to the new DC. */

const NEW_HOST = process.env.NEW_HOST ?? '10.80.4.12';
const NEW_PORT = 23;
const IDLE = 30 * 60 * 1000;

let pairs = 0;

function join(terminal: Socket, host: Socket): void {
  const label = `${terminal.remoteAddress ?? '?'}#${terminal.remotePort ?? 0}`;
  pairs += 1;

  const both = [terminal, host];
  for (const s of both) {
    s.setNoDelay(true);
    s.setKeepAlive(true, 45_000);
    s.setTimeout(IDLE, () => both.forEach((x) => x.destroy()));
  }

  terminal.pipe(host);
  host.pipe(terminal);

  terminal.on('error', (e) => console.warn(`${label}: terminal side: ${e.message}`));
  host.on('error', (e) => console.warn(`${label}: host side: ${e.message}`));

  terminal.once('close', () => {
    host.destroy();
    pairs -= 1;
    console.info(`${label}: closed, up=${terminal.bytesRead} down=${terminal.bytesWritten}`);
  });
  host.once('close', (failed) => {
    if (failed) terminal.destroy();
    else terminal.end();
  });
}

const gate = createServer({ allowHalfOpen: true, pauseOnConnect: false }, (terminal) => {
  const host = connect({ host: NEW_HOST, port: NEW_PORT, allowHalfOpen: true });
  join(terminal, host);
});

gate.maxConnections = 400;
gate.on('error', (e) => {
  console.error(`gate: ${e.message}`);
  process.exitCode = 1;
});
gate.listen(2323, () => console.info('gate open'));

process.on('SIGTERM', () => {
  console.info(`draining ${pairs} terminals`);
  gate.close();
});
