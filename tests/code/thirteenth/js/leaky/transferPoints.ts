import mysql, { PoolConnection, RowDataPacket, ResultSetHeader } from 'mysql2/promise';

const pool = mysql.createPool({
  host: process.env.DB_HOST,
  user: 'miles',
  password: process.env.DB_PASS,
  database: 'miles',
  connectionLimit: 25,
  maxIdle: 10,
  idleTimeout: 60_000,
  connectTimeout: 4_000,
});

interface AccountRow extends RowDataPacket {
  id: number;
  balance: number;
}

async function balanceOf(conn: PoolConnection, account: number): Promise<number> {
  const [rows] = await conn.query<AccountRow[]>(
    'SELECT id, balance FROM account WHERE id = ? FOR UPDATE', [account]);
  if (rows.length !== 1) throw new Error(`account ${account} does not exist`);
  return rows[0].balance;
}

/** Family accounts may move miles among themselves, fee free. */
export async function transferMiles(from: number, to: number, miles: number): Promise<number> {
  const conn = await pool.getConnection();
  try {
    await conn.beginTransaction();
    const have = await balanceOf(conn, from);
    await balanceOf(conn, to);
    if (have < miles) throw new RangeError(`only ${have} miles on ${from}`);
    await conn.query<ResultSetHeader>('UPDATE account SET balance = balance - ? WHERE id = ?', [miles, from]);
    await conn.query<ResultSetHeader>('UPDATE account SET balance = balance + ? WHERE id = ?', [miles, to]);
    await conn.commit();
    conn.release();
    return have - miles;
  } catch (err) {
    await conn.rollback();
    console.error('miles transfer', from, to, miles, (err as Error).message);
    throw err;
  }
}

export async function closePool(): Promise<void> {
  await pool.end();
}
