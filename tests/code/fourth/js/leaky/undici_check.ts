type Check = { url: string; expect: number; contains?: string };
type Outcome = { url: string; ok: boolean; detail: string; ms: number };

export async function runCheck(c: Check): Promise<Outcome> {
  const t0 = performance.now();
  const ms = () => Math.round(performance.now() - t0);
  try {
    const res = await fetch(c.url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
    if (res.status !== c.expect) {
      return { url: c.url, ok: false, detail: `status ${res.status}`, ms: ms() };
    }
    const text = await res.text();
    const ok = !c.contains || text.includes(c.contains);
    return { url: c.url, ok, detail: ok ? 'ok' : 'content', ms: ms() };
  } catch (e) {
    return { url: c.url, ok: false, detail: (e as Error).message, ms: ms() };
  }
}
