import axios from 'axios';
import fs from 'node:fs';
export async function download(url: string, to: string): Promise<void> {
  const res = await axios.get(url, { responseType: 'stream', timeout: 10_000 });
  const type = String(res.headers['content-type']);
  if (!type.startsWith('application/pdf')) {
    throw new Error(`not a pdf: ${type}`); // expect: close-wait-leak
  }
  const out = fs.createWriteStream(to);
  res.data.pipe(out);
  await new Promise<void>((ok, no) => { out.on('finish', ok); out.on('error', no); });
}
