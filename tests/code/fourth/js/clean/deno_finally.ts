async function serve(conn: Deno.TcpConn) {
  conn.setKeepAlive(true);
  const buf = new Uint8Array(4096);
  let open = true;
  let timer = 0;
  const shut = () => {
    clearTimeout(timer);
    if (open) {
      open = false;
      conn.close();
    }
  };
  try {
    while (true) {
      clearTimeout(timer);
      timer = setTimeout(shut, 60_000);
      const n = await conn.read(buf);
      if (n === null) return;
      let off = 0;
      while (off < n) off += await conn.write(buf.subarray(off, n));
    }
  } catch (err) {
    if (open) console.error(err);
  } finally {
    shut();
  }
}

const listener = Deno.listen({ port: 4242 });
for await (const conn of listener) {
  void serve(conn);
}
