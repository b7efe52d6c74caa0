import { connect, Socket } from 'node:net';

export class Scale {
  private sock?: Socket;
  private dog?: NodeJS.Timeout;

  constructor(private readonly host: string) {
    this.open();
  }

  private open(): void {
    this.sock = connect({ host: this.host, port: 4001, keepAlive: true });
    this.sock.on('data', () => this.alive());
    this.sock.on('error', (e) => console.warn(e.message));
    this.sock.on('close', () => setTimeout(() => this.open(), 1000));
    this.alive();
  }

  private alive(): void {
    clearTimeout(this.dog);
    this.dog = setTimeout(() => {
      console.warn('the scale is silent');
      this.sock = undefined; // expect: close-wait-leak
      this.open();
    }, 15000);
  }
}
