import { Client } from 'basic-ftp';

async function withFtp(opts, fn) {
  const ftp = new Client(15_000);
  try {
    await ftp.access({ ...opts, secure: true });
    return await fn(ftp);
  } finally {
    ftp.close();
  }
}

export function newest(opts, dir) {
  return withFtp(opts, async (ftp) => {
    const list = await ftp.list(dir);
    const files = list.filter((f) => f.isFile).sort((a, b) => b.modifiedAt - a.modifiedAt);
    if (!files.length) return null;
    const { name } = files[0];
    await ftp.downloadTo(`/var/spool/in/${name}`, `${dir}/${name}`);
    return name;
  });
}
