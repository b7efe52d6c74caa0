export interface Check {
  url: string;
  expect: number;
}

async function drain(res: Response): Promise<void> {
  try {
    await res.body?.cancel();
  } catch {
    /* the stream was broken already */
  }
}

export async function run(c: Check): Promise<string> {
  let res: Response;
  try {
    res = await fetch(c.url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
  } catch (e) {
    return `down: ${e instanceof Error ? e.message : String(e)}`;
  }
  if (res.status !== c.expect) {
    await drain(res);
    return `status ${res.status}`;
  }
  await res.arrayBuffer();
  return 'ok';
}

export async function sweep(list: Check[]): Promise<Record<string, string>> {
  const out: Record<string, string> = {};
  await Promise.all(list.map(async (c) => { out[c.url] = await run(c); }));
  return out;
}
