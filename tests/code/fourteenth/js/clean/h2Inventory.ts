import { connect, constants, ClientHttp2Session } from 'node:http2';

export class InventoryClient {
  private session?: ClientHttp2Session;

  constructor(private readonly origin: string) {}

  private open(): ClientHttp2Session {
    const s = this.session;
    if (s && !s.closed && !s.destroyed) return s;
    const fresh = connect(this.origin);
    fresh.setTimeout(5 * 60_000, () => fresh.close());
    fresh.on('error', (e) => {
      console.warn('inventory', e.message);
      fresh.destroy();
    });
    fresh.on('goaway', () => {
      if (this.session === fresh) this.session = undefined;
      fresh.close(); // lets the running streams end
    });
    fresh.on('close', () => {
      if (this.session === fresh) this.session = undefined;
    });
    this.session = fresh;
    return fresh;
  }

  count(ean: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const st = this.open().request({ ':path': `/count/${ean}` });
      let text = '';
      let status = 0;
      st.setEncoding('utf8');
      st.setTimeout(5000, () => st.close(constants.NGHTTP2_CANCEL));
      st.on('response', (h) => { status = h[':status'] ?? 0; });
      st.on('data', (d: string) => { text += d; });
      st.on('error', reject);
      st.on('close', () => {
        if (status === 200) resolve(Number(text));
        else reject(new Error(`inventory status ${status || 'none'}`));
      });
      st.end();
    });
  }

  close(): void {
    this.session?.close();
  }
}
