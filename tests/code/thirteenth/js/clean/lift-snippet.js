// from support case 88213: what our gateway does when the lift controller dials in

function onLift(conn) {
  const peer = conn.remoteAddress + ':' + conn.remotePort;
  let liftNo = null;

  const drop = (why) => {
    log.info('lift %s (%s): %s', liftNo, peer, why);
    clearTimeout(helloTimer);
    conn.destroy();
  };

  const helloTimer = setTimeout(() => drop('no hello'), 5000);
  conn.setKeepAlive(true, 20000);

  readline.createInterface({ input: conn }).on('line', (line) => {
    if (liftNo === null) {
      const m = line.match(/^HELLO (\d+)$/);
      if (!m) return drop('strange hello');
      clearTimeout(helloTimer);
      liftNo = m[1];
      const before = lifts.get(liftNo);
      lifts.set(liftNo, conn);
      if (before) before.destroy();
      return;
    }
    bus.emit('lift', liftNo, line);
  });

  conn.on('end', () => drop('end'));
  conn.on('error', (e) => drop(e.code));
  conn.on('close', () => {
    clearTimeout(helloTimer);
    if (lifts.get(liftNo) === conn) lifts.delete(liftNo);
  });
}
