import { connect } from 'node:net';

export function ask(host: string, ms: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const sock = connect(4001, host);
    let text = '';
    let over = false;
    const timer = setTimeout(() => settle(new Error('too slow')), ms);

    function settle(e?: Error): void {
      if (over) return;
      over = true;
      clearTimeout(timer);
      sock.destroy();
      if (e) reject(e);
      else resolve(text);
    }

    sock.on('data', (d) => {
      text += d;
      if (text.endsWith('\n')) settle();
    });
    sock.on('error', (e) => settle(e));
    sock.on('close', () => settle(new Error('gone')));
  });
}
