// Deno service: terminals hold a line, we push the draw results as they come in.

const terminals = new Map<string, Deno.TcpConn>();
const enc = new TextEncoder();

async function writeFully(conn: Deno.TcpConn, data: Uint8Array): Promise<void> {
  let off = 0;
  while (off < data.length) {
    off += await conn.write(data.subarray(off));
  }
}

function forget(key: string): void {
  const conn = terminals.get(key);
  if (!conn) return;
  terminals.delete(key);
  try {
    conn.close();
  } catch (_) {
    // closed already
  }
}

async function serve(key: string, conn: Deno.TcpConn): Promise<void> {
  const buf = new Uint8Array(128);
  let watchdog = 0;
  try {
    for (;;) {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => forget(key), 75_000);
      const n = await conn.read(buf);
      if (n === null) break;
    }
  } catch (err) {
    console.warn(`terminal ${key}: ${err}`);
  } finally {
    clearTimeout(watchdog);
    forget(key);
  }
}

let chain: Promise<unknown> = Promise.resolve();

export function announce(draw: string, numbers: number[]): void {
  const line = enc.encode(`${draw} ${numbers.join(" ")}\r\n`);
  chain = chain.then(() =>
    Promise.allSettled([...terminals].map(async ([key, conn]) => {
      const slow = setTimeout(() => forget(key), 5_000);
      try {
        await writeFully(conn, line);
      } catch {
        forget(key);
      } finally {
        clearTimeout(slow);
      }
    }))
  );
}

if (import.meta.main) {
  const l = Deno.listen({ hostname: "0.0.0.0", port: 6200 });
  for await (const conn of l) {
    const a = conn.remoteAddr as Deno.NetAddr;
    const key = `${a.hostname}:${a.port}`;
    conn.setNoDelay(true);
    terminals.set(key, conn);
    serve(key, conn);
  }
}
