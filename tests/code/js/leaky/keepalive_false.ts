import http from 'node:http';

export const agent = new http.Agent({
  keepAlive: false, // expect: connection-churn
  maxSockets: 50,
});
