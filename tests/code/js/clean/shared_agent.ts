import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

export function get(path: string, done: (status?: number) => void): void {
  http.get({ host: 'api', path, agent, timeout: 3000 }, (res) => {
    res.resume();
    res.on('end', () => done(res.statusCode));
  });
}
