import mysql, { Pool, PoolConnection, RowDataPacket } from 'mysql2/promise';
import { Decimal } from 'decimal.js';

export class InsufficientFunds extends Error {}

interface AccountRow extends RowDataPacket {
  id: number;
  balance: string;
}

const pool: Pool = mysql.createPool({
  host: process.env.DB_HOST,
  user: 'ledger',
  password: process.env.DB_PASS,
  database: 'ledger',
  connectionLimit: 16,
  connectTimeout: 4000,
  idleTimeout: 60000,
});

async function lockAccount(conn: PoolConnection, id: number): Promise<AccountRow> {
  const [rows] = await conn.query<AccountRow[]>(
    'SELECT id, balance FROM account WHERE id = ? FOR UPDATE', [id]);
  if (rows.length !== 1) throw new Error(`account ${id} unknown`);
  return rows[0];
}

/** Moves money between two wallets of the same household. */
export async function transfer(from: number, to: number, amount: Decimal, memo: string): Promise<number> {
  const conn = await pool.getConnection();
  let entryId = 0;
  try {
    await conn.beginTransaction();
    // lower id first, otherwise two opposite transfers deadlock
    const [a, b] = from < to ? [from, to] : [to, from];
    const first = await lockAccount(conn, a);
    const second = await lockAccount(conn, b);
    const payer = first.id === from ? first : second;
    if (new Decimal(payer.balance).lt(amount)) throw new InsufficientFunds(String(from));

    await conn.query('UPDATE account SET balance = balance - ? WHERE id = ?', [amount.toFixed(2), from]);
    await conn.query('UPDATE account SET balance = balance + ? WHERE id = ?', [amount.toFixed(2), to]);
    const [res] = await conn.query<mysql.ResultSetHeader>(
      'INSERT INTO entry (src, dst, amount, memo) VALUES (?, ?, ?, ?)', [from, to, amount.toFixed(2), memo]);
    entryId = res.insertId;
    await conn.commit();
  } catch (err) {
    await conn.rollback();
    throw err;
  }
  conn.release();
  return entryId;
}
