import pg from 'pg';

const pool = new pg.Pool({
  max: 20,
  connectionTimeoutMillis: 2000,
  idleTimeoutMillis: 30000,
});

pool.on('error', (err) => console.error('idle pg client', err.message));

export async function transfer(fromAccount, toAccount, cents) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query(
      'SELECT balance FROM account WHERE id = $1 FOR UPDATE',
      [fromAccount],
    );
    if (rows.length === 0 || rows[0].balance < cents) {
      await client.query('ROLLBACK');
      return { ok: false, reason: 'insufficient funds' };
    }
    await client.query('UPDATE account SET balance = balance - $2 WHERE id = $1', [fromAccount, cents]);
    await client.query('UPDATE account SET balance = balance + $2 WHERE id = $1', [toAccount, cents]);
    await client.query('COMMIT');
    client.release();
    return { ok: true };
  } catch (err) {
    await client.query('ROLLBACK').catch(() => {});
    client.release(err);
    throw err;
  }
}

export async function balance(account) {
  const { rows } = await pool.query('SELECT balance FROM account WHERE id = $1', [account]);
  return rows[0]?.balance ?? null;
}
