const idle = 60_000;

async function serve(conn: Deno.TcpConn, log: (m: string) => void) {
  const buf = new Uint8Array(4096);
  const peer = (conn.remoteAddr as Deno.NetAddr).hostname;
  while (true) {
    let n: number | null;
    try {
      n = await deadline(conn.read(buf), idle);
    } catch (err) {
      log(`${peer}: ${err}`);
      conn.close();
      return;
    }
    if (n === null) {
      log(`${peer}: bye`);
      return;
    }
    let off = 0;
    while (off < n) off += await conn.write(buf.subarray(off, n));
  }
}

const listener = Deno.listen({ port: 4242 });
for await (const conn of listener) {
  conn.setKeepAlive(true);
  serve(conn, console.log).catch(console.error);
}
