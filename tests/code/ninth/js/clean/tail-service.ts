import { createServer, Socket } from 'node:net';
import { watch, FSWatcher } from 'node:fs';
import { open, FileHandle } from 'node:fs/promises';

/** `nc host 4455` gives the last lines of the build log, and those to come. */
class Tail {
  private file?: FileHandle;
  private watcher?: FSWatcher;
  private pos = 0;
  private busy = false;

  constructor(private readonly sock: Socket, private readonly path: string) {
    sock.once('close', () => this.end());
    sock.on('error', (e) => console.warn(`${sock.remoteAddress}: ${e.message}`));
    sock.on('drain', () => void this.push());
    sock.resume();
  }

  async begin(): Promise<void> {
    this.file = await open(this.path, 'r');
    if (this.sock.destroyed) {
      await this.end();
      return;
    }
    const { size } = await this.file.stat();
    this.pos = Math.max(0, size - 4096);
    this.watcher = watch(this.path, () => void this.push());
    await this.push();
  }

  private async push(): Promise<void> {
    if (this.busy || !this.file) return;
    this.busy = true;
    const buf = Buffer.alloc(16384);
    try {
      while (!this.sock.writableNeedDrain && this.file) {
        const { bytesRead } = await this.file.read(buf, 0, buf.length, this.pos);
        if (bytesRead === 0) break;
        this.pos += bytesRead;
        this.sock.write(Buffer.from(buf.subarray(0, bytesRead)));
      }
    } catch (e) {
      this.sock.destroy(e as Error);
    } finally {
      this.busy = false;
    }
  }

  private async end(): Promise<void> {
    this.watcher?.close();
    const f = this.file;
    this.file = undefined;
    await f?.close().catch(() => undefined);
  }
}

const server = createServer({ keepAlive: true }, (sock) => {
  new Tail(sock, process.argv[2]).begin().catch((e) => {
    console.error(e);
    sock.destroy();
  });
});
server.maxConnections = 50;
server.listen(4455);
