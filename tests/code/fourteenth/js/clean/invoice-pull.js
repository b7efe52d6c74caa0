const https = require('https');

const agent = new https.Agent({ keepAlive: true, maxSockets: 10 });

function getInvoice(id, cb) {
  let called = false;
  const once = (err, value) => {
    if (!called) {
      called = true;
      cb(err, value);
    }
  };

  const req = https.get(
    `https://erp.example.net/api/invoices/${id}`,
    { agent, headers: { Accept: 'application/pdf' } },
    (res) => {
      if (res.statusCode === 404) {
        res.resume();
        return once(null, null);
      }
      if (res.statusCode !== 200) {
        res.resume();
        return once(new Error('ERP status ' + res.statusCode));
      }
      const parts = [];
      let size = 0;
      res.on('data', (p) => {
        size += p.length;
        if (size > 20e6) {
          res.destroy(new Error('invoice too large'));
          return;
        }
        parts.push(p);
      });
      res.on('end', () => once(null, Buffer.concat(parts)));
      res.on('error', once);
    }
  );
  req.setTimeout(15000, () => req.destroy(new Error('ERP did not answer')));
  req.on('error', once);
}

module.exports = getInvoice;
