import axios from 'axios';
import https from 'https';

export async function call(url: string): Promise<unknown> {
  const res = await axios.get(url, {
    timeout: 3000,
    httpsAgent: new https.Agent({ keepAlive: true }), // expect: connection-churn
  });
  return res.data;
}
