function after(ms: number, what: string): { promise: Promise<never>; [Symbol.dispose](): void } {
  let id = 0;
  const promise = new Promise<never>((_, reject) => {
    id = setTimeout(() => reject(new Error(what)), ms);
  });
  return { promise, [Symbol.dispose]: () => clearTimeout(id) };
}

export async function daytime(hostname: string): Promise<string | null> {
  using conn = await Deno.connect({ hostname, port: 13 });
  using limit = after(3000, `${hostname}: no answer`);
  const buf = new Uint8Array(256);
  const n = await Promise.race([conn.read(buf), limit.promise]);
  if (n === null) return null;
  return new TextDecoder().decode(buf.subarray(0, n)).trim();
}

if (import.meta.main) {
  for (const h of Deno.args) {
    try {
      console.log(h, await daytime(h));
    } catch (e) {
      console.error(h, (e as Error).message);
    }
  }
}
