import net from 'node:net';
export function serve(port: number, handle: (line: string) => Promise<string>) {
  return net.createServer({ allowHalfOpen: true }, (s) => {
    let buf = '';
    s.setEncoding('utf8');
    s.on('data', async (t: string) => {
      buf += t;
      let i: number;
      while ((i = buf.indexOf('\n')) >= 0) {
        const line = buf.slice(0, i);
        buf = buf.slice(i + 1);
        s.write((await handle(line)) + '\n');
      }
    });
    s.on('end', () => { // expect: close-wait-leak
      if (buf.length > 0) console.warn('unfinished line from %s', s.remoteAddress);
    });
    s.on('error', () => s.destroy());
  }).listen(port);
}
