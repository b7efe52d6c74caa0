// tunnel for the remote workplaces; the token is checked by nginx in front
const net = require('node:net');
const farm = require('./farm');

let open = 0;

const srv = net.createServer((client) => {
  client.on('error', (e) => console.log('client', e.code));
  const target = farm.pick(client.remoteAddress);
  if (!target) {
    client.end();
    client.resume();
    return;
  }
  open++;
  client.setNoDelay(true);
  client.setKeepAlive(true, 30000);

  const desk = net.connect({ host: target.host, port: 3389, noDelay: true });
  client.pipe(desk);
  desk.pipe(client);

  client.on('close', () => {
    open--;
    desk.destroy();
  });

  desk.on('error', (e) => {
    console.log('desk', target.host, e.code);
    farm.penalise(target);
  });
});

srv.listen(3390, '0.0.0.0', 511, () => console.log('tunnel listening'));
setInterval(() => console.log('open tunnels', open), 60000).unref();
