const http = require('http');
app.get('/x', (req, res) => {
  const agent = new http.Agent(); // expect: connection-churn
  http.get('http://b/x', { agent }, (r) => r.pipe(res));
});
