import Fastify from 'fastify';
import { Pool } from 'pg';
const pool = new Pool({ max: 12, connectionTimeoutMillis: 2000, idleTimeoutMillis: 30000 });
const app = Fastify();
app.post<{ Body: { from: number; to: number; cents: number } }>('/transfer', async (req, reply) => {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const r = await client.query('UPDATE acct SET c = c - $1 WHERE id = $2 AND c >= $1', [req.body.cents, req.body.from]);
    if (r.rowCount === 0) {
      await client.query('ROLLBACK');
      return reply.code(409).send({ error: 'funds' });
    }
    await client.query('UPDATE acct SET c = c + $1 WHERE id = $2', [req.body.cents, req.body.to]);
    await client.query('COMMIT');
    return { ok: true };
  } catch (e) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw e;
  } finally {
    client.release();
  }
});
await app.listen({ port: 3000 });
