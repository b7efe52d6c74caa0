export async function rate(currency) {
  const res = await fetch(`https://rates.example/v1/${currency}`, { signal: AbortSignal.timeout(3000) });
  if (res.status === 404) return null; // expect: close-wait-leak
  const { value } = await res.json();
  return value;
}
