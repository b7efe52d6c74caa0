import { Pool } from 'pg';
export const pool = new Pool({
  host: 'db-behind-nat.example',
  max: 20,
  idleTimeoutMillis: 0, // expect: idle-timeout-drop
  keepAlive: false,
});
