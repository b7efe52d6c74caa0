export async function rate(currency) {
  const res = await fetch(`https://rates.example/v1/${currency}`, { signal: AbortSignal.timeout(3000) });
  if (res.status === 404) {
    await res.body?.cancel();
    return null;
  }
  const { value } = await res.json();
  return value;
}
