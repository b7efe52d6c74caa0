import { Socket } from 'node:net';

export function sendTable(sock: Socket, rows: string[][]): void {
  sock.setNoDelay(true);
  for (const row of rows) {
    for (const cell of row) {
      sock.write(cell); // expect: small-writes
      sock.write('\t');
    }
    sock.write('\n');
  }
}
