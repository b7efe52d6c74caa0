import { Client } from 'basic-ftp';

export async function newest(host, user, password, dir) {
  const ftp = new Client(15_000);
  await ftp.access({ host, user, password, secure: true });
  const list = await ftp.list(dir);
  const files = list.filter((f) => f.isFile).sort((a, b) => b.modifiedAt - a.modifiedAt);
  if (!files.length) {
    return null;
  }
  await ftp.downloadTo(`/var/spool/in/${files[0].name}`, `${dir}/${files[0].name}`);
  ftp.close();
  return files[0].name;
}
