import { Client } from 'ssh2';
export function runRemote(host: string, cmd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const c = new Client();
    const fail = (e: Error) => { c.end(); reject(e); };
    c.on('ready', () => {
      c.exec(cmd, (err, stream) => {
        if (err) return fail(err);
        let out = '';
        stream.on('data', (d: Buffer) => (out += d));
        stream.on('close', () => { c.end(); resolve(out); });
      });
    });
    c.on('error', fail);
    c.connect({ host, username: 'ops', readyTimeout: 10_000 });
  });
}
