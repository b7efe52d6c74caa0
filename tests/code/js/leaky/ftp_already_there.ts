import * as ftp from 'basic-ftp';
export async function upload(host: string, file: string): Promise<boolean> {
  const client = new ftp.Client(15_000);
  await client.access({ host, user: 'edi', password: process.env.EDI_PW });
  const list = await client.list('/in');
  if (list.some((f) => f.name === file)) {
    console.info('already there', file);
    return false; // expect: close-wait-leak
  }
  await client.uploadFrom(`/out/${file}`, `/in/${file}`);
  client.close();
  return true;
}
