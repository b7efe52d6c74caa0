import express, { Request, Response } from 'express';
import { EventEmitter } from 'node:events';

interface Reading {
  line: string;
  oee: number;
  at: number;
}

export const plant = new EventEmitter();
const upstreams = new Map<string, AbortController>();

/** Follows the MES feed of a production line on behalf of one browser. */
async function follow(line: string, key: string, emit: (r: Reading) => void): Promise<void> {
  const ctl = new AbortController();
  upstreams.set(key, ctl);
  const rsp = await fetch(`http://mes.local/lines/${line}/feed`, { signal: ctl.signal });
  if (!rsp.ok || !rsp.body) {
    await rsp.body?.cancel();
    upstreams.delete(key);
    throw new Error(`mes ${rsp.status}`);
  }
  let rest = '';
  const text = new TextDecoder();
  try {
    for await (const part of rsp.body as unknown as AsyncIterable<Uint8Array>) {
      rest += text.decode(part, { stream: true });
      const rows = rest.split('\n');
      rest = rows.pop() ?? '';
      rows.filter(Boolean).forEach((r) => emit(JSON.parse(r) as Reading));
    }
  } finally {
    upstreams.delete(key);
  }
}

let serial = 0;
const app = express();

app.get('/lines/:line/events', (req: Request, res: Response) => {
  const key = `${req.params.line}#${++serial}`;
  res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  res.flushHeaders();
  const beat = setInterval(() => res.write(':\n\n'), 15000);
  follow(req.params.line, key, (r) => res.write(`data: ${JSON.stringify(r)}\n\n`))
    .catch((e) => console.warn(key, e.message))
    .finally(() => {
      clearInterval(beat);
      res.end();
    });
  req.on('close', () => {
    clearInterval(beat);
    console.log('%s left, %d feeds', key, upstreams.size);
  });
});

export default app;
