// Deno
const conns = new Set<Deno.Conn>();
async function serve(conn: Deno.Conn) {
  conns.add(conn);
  try {
    const buf = new Uint8Array(1024);
    for (let n; (n = await conn.read(buf)) !== null; ) {
      let out = buf.subarray(0, n);
      while (out.length) out = out.subarray(await conn.write(out));
    }
  } catch (e) {
    console.error(e.message);
  } finally {
    conns.delete(conn);
    conn.close();
  }
}
for await (const conn of Deno.listen({ port: 7 })) serve(conn);
