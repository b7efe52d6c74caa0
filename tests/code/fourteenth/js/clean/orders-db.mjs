import pg from 'pg';

const pool = new pg.Pool({ max: 12, connectionTimeoutMillis: 3000, idleTimeoutMillis: 20000, statement_timeout: 10000 });
pool.on('error', (e) => console.error('[pg] idle client', e.message));

async function inTransaction(fn) {
  const client = await pool.connect();
  let broken;
  try {
    await client.query('BEGIN');
    const result = await fn(client);
    await client.query('COMMIT');
    return result;
  } catch (err) {
    try {
      await client.query('ROLLBACK');
    } catch (e2) {
      broken = e2;
    }
    throw err;
  } finally {
    client.release(broken);
  }
}

export function placeOrder(customer, lines) {
  return inTransaction(async (c) => {
    const { rows } = await c.query('INSERT INTO orders(customer) VALUES ($1) RETURNING id', [customer]);
    for (const l of lines) {
      const r = await c.query(
        'UPDATE article SET stock = stock - $2 WHERE id = $1 AND stock >= $2',
        [l.article, l.qty],
      );
      if (r.rowCount === 0) throw new Error(`article ${l.article} sold out`);
      await c.query('INSERT INTO order_line VALUES ($1, $2, $3)', [rows[0].id, l.article, l.qty]);
    }
    return rows[0].id;
  });
}

export const shutdown = () => pool.end();
