// deno run --allow-net tally_feed.ts
// Pushes the studio tally state (which camera is on air) plus the rundown
// to the lamp controllers. A rundown can be some hundred kB during election night.

interface Rundown {
  show: string;
  items: { slug: string; cam: number; secs: number }[];
}

const enc = new TextEncoder();
const viewers = new Set<Deno.TcpConn>();
let current: Rundown = { show: "", items: [] };

function frame(r: Rundown): Uint8Array {
  const body = enc.encode(JSON.stringify(r));
  const out = new Uint8Array(4 + body.length);
  new DataView(out.buffer).setUint32(0, body.length);
  out.set(body, 4);
  return out;
}

async function push(conn: Deno.TcpConn, msg: Uint8Array): Promise<void> {
  try {
    await conn.write(msg);
  } catch (err) {
    console.error("tally: push", err instanceof Error ? err.message : err);
    drop(conn);
  }
}

function drop(conn: Deno.TcpConn) {
  if (viewers.delete(conn)) conn.close();
}

async function watch(conn: Deno.TcpConn) {
  const scratch = new Uint8Array(256);
  try {
    while ((await conn.read(scratch)) !== null) { /* lamps send a heartbeat, content unused */ }
  } catch {
    // reset by the lamp, same as an end for us
  }
  drop(conn);
}

export async function publish(next: Rundown) {
  current = next;
  const msg = frame(next);
  await Promise.all([...viewers].map((c) => push(c, msg)));
}

const listener = Deno.listen({ port: 8109 });
for await (const conn of listener) {
  conn.setNoDelay(true);
  conn.setKeepAlive(true);
  viewers.add(conn);
  watch(conn);
  push(conn, frame(current));
}
