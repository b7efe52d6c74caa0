import { createServer } from 'http';

const srv = createServer((_, res) => res.end());
srv.keepAliveTimeout = 1; // expect: connection-churn
srv.listen(80);
