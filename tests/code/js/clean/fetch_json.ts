export async function load(url: string): Promise<unknown> {
  const r = await fetch(url, { signal: AbortSignal.timeout(5000) });
  if (!r.ok) {
    await r.body?.cancel();
    throw new Error(`status ${r.status}`);
  }
  return r.json();
}
