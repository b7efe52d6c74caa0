import { Client } from 'ssh2';
export function runRemote(host: string, cmd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const c = new Client();
    c.on('ready', () => {
      c.exec(cmd, (err, stream) => {
        if (err) return reject(err); // expect: close-wait-leak
        let out = '';
        stream.on('data', (d: Buffer) => (out += d));
        stream.on('close', (code: number) => {
          c.end();
          code === 0 ? resolve(out) : reject(new Error(`exit ${code}`));
        });
      });
    });
    c.on('error', reject);
    c.connect({ host, username: 'ops', readyTimeout: 10_000 });
  });
}
