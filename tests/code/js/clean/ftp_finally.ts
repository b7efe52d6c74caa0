import * as ftp from 'basic-ftp';
export async function upload(host: string, file: string): Promise<boolean> {
  const client = new ftp.Client(15_000);
  try {
    await client.access({ host, user: 'edi', password: process.env.EDI_PW });
    const list = await client.list('/in');
    if (list.some((f) => f.name === file)) return false;
    await client.uploadFrom(`/out/${file}`, `/in/${file}`);
    return true;
  } finally {
    client.close();
  }
}
