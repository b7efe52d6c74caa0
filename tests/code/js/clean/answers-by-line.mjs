// One answer for each line that came: a message each, and nothing to gather.
import net from 'node:net';

async function priceOf(article) {
  const r = await fetch(`http://prices.internal/${encodeURIComponent(article)}`);
  const said = await r.text();
  return r.ok ? said.trim() : "unknown";
}

async function serve(till) {
  till.setNoDelay(true);
  till.setTimeout(300_000, () => till.destroy());
  till.on('error', () => {});
  let rest = '';
  try {
    for await (const part of till) {
      const asked = (rest + part).split('\n');
      rest = asked.pop();
      for (const a of asked) till.write((await priceOf(a)) + '\n');
    }
  } finally {
    till.destroy();
  }
}

net.createServer((s) => void serve(s)).listen({ port: 7401, backlog: 511 });
