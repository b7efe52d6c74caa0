const base = process.env.API ?? 'http://localhost:8080';

export async function getItem(id, { signal } = {}) {
  const res = await fetch(`${base}/items/${id}`, { signal: signal ?? AbortSignal.timeout(5000) });
  if (res.status === 404) {
    await res.body?.cancel();
    return null;
  }
  if (!res.ok) {
    const text = await res.text();
    throw new Error(`${res.status}: ${text.slice(0, 200)}`);
  }
  return res.json();
}

export async function firstBytes(url, n) {
  const res = await fetch(url);
  const reader = res.body.getReader();
  const parts = [];
  let got = 0;
  try {
    while (got < n) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      got += value.length;
    }
  } finally {
    await reader.cancel();
  }
  return Buffer.concat(parts).subarray(0, n);
}
