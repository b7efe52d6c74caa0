import * as http2 from 'node:http2';

type Entry = { session: http2.ClientHttp2Session; sent: number };

const sessions = new Map<string, Entry>();

function sessionFor(origin: string): Entry {
  const known = sessions.get(origin);
  if (known && !known.session.closed && !known.session.destroyed) return known;

  const session = http2.connect(origin);
  const entry: Entry = { session, sent: 0 };
  sessions.set(origin, entry);

  const beat = setInterval(() => session.ping(() => {}), 60_000);
  session.on('error', (e) => {
    console.warn('push', origin, e.message);
    session.destroy();
  });
  session.on('close', () => {
    clearInterval(beat);
    if (sessions.get(origin) === entry) sessions.delete(origin);
  });
  return entry;
}

// key rollover: every session must be opened anew with the new certificate
export function rotate(origin: string): void {
  const entry = sessions.get(origin);
  if (!entry) return;
  console.info(`rotating ${origin} after ${entry.sent} pushes`);
  sessions.delete(origin);
}

export function push(origin: string, token: string, payload: object): Promise<number> {
  const entry = sessionFor(origin);
  return new Promise((resolve, reject) => {
    const st = entry.session.request({
      ':method': 'POST',
      ':path': `/3/device/${token}`,
      'content-type': 'application/json',
    });
    let status = 0;
    st.setTimeout(8000, () => st.close(http2.constants.NGHTTP2_CANCEL));
    st.on('response', (h) => { status = Number(h[':status']); });
    st.on('error', reject);
    st.on('close', () => { status ? resolve(status) : reject(new Error('push cancelled')); });
    st.resume();
    entry.sent++;
    st.end(JSON.stringify(payload));
  });
}
