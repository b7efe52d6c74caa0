// INC-7731: is `withSmtp` alright? Copied out of mailer/transport.js as it runs on mail-02.
async function withSmtp(host, fn) {
  let sock;
  for (let attempt = 0; ; attempt++) {
    try {
      sock = await dial(host, 25, 5000);
      break;
    } catch (e) {
      if (attempt === 3) throw e;
      log.info(`smtp ${host}: ${e.message}, trying again`);
      await sleep(1000 * 2 ** attempt);
    }
  }
  const smtp = new SmtpSession(sock);
  try {
    await smtp.greet();
    return await fn(smtp);
  } finally {
    await smtp.quit().catch(() => {});
    sock.destroy();
  }
}

function dial(host, port, ms) {
  return new Promise((resolve, reject) => {
    const s = net.connect({ host, port, noDelay: true, keepAlive: true });
    const t = setTimeout(() => s.destroy(new Error('connect timeout')), ms);
    const failed = (e) => {
      clearTimeout(t);
      s.destroy();
      reject(e);
    };
    s.once('error', failed);
    s.once('connect', () => {
      clearTimeout(t);
      s.off('error', failed);
      s.on('error', (e) => log.warn(`smtp ${host}: ${e.message}`));
      s.setTimeout(60000, () => s.destroy(new Error('server is silent')));
      resolve(s);
    });
  });
}

async function sendAll(host, mails) {
  return withSmtp(host, async (smtp) => {
    const failed = [];
    for (const m of mails) {
      const code = await smtp.mail(m);
      if (code === 421) throw new Error('server is closing down');
      if (code >= 400) failed.push({ id: m.id, code });
    }
    return failed;
  });
}
