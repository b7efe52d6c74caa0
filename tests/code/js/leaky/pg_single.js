const { Client } = require('pg');

async function once(sql) {
  const client = new Client();
  await client.connect();
  const res = await client.query(sql); // expect: close-wait-leak
  await client.end();
  return res.rows;
}
module.exports = once;
