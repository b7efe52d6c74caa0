import { Agent, request } from 'undici';
import Fastify from 'fastify';
import { createHash } from 'node:crypto';

const upstream = new Agent({
  connections: 40,
  pipelining: 1,
  keepAliveTimeout: 15_000,
  connect: { timeout: 2_000 },
  headersTimeout: 4_000,
  bodyTimeout: 6_000,
});

const app = Fastify({ logger: true, connectionTimeout: 20_000, keepAliveTimeout: 30_000 });
const cache = new Map<string, { at: number; body: Buffer }>();
const TTL = 600_000;

function keyOf(mail: string): string {
  return createHash('md5').update(mail.trim().toLowerCase()).digest('hex');
}

function remember(key: string, body: Buffer): Buffer {
  if (cache.size >= 5_000) {
    const oldest = cache.keys().next().value;
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(key, { at: Date.now(), body });
  return body;
}

async function avatar(key: string): Promise<Buffer | undefined> {
  const hit = cache.get(key);
  if (hit && Date.now() - hit.at < TTL) return hit.body;

  const { statusCode, headers, body } = await request(`http://avatars.svc:8080/a/${key}`, {
    dispatcher: upstream,
  });
  if (statusCode === 404) {
    await body.dump();
    return undefined;
  }
  if (!String(headers['content-type']).startsWith('image/')) {
    app.log.warn({ key, type: headers['content-type'] }, 'not an image');
    return undefined;
  }
  return remember(key, Buffer.from(await body.arrayBuffer()));
}

app.get<{ Querystring: { mail: string } }>('/avatar', async (req, reply) => {
  const img = await avatar(keyOf(req.query.mail ?? ''));
  if (!img) return reply.code(404).send();
  return reply.type('image/png').header('cache-control', 'max-age=600').send(img);
});

app.addHook('onClose', async () => upstream.close());
app.listen({ port: 8070, host: '0.0.0.0' });
