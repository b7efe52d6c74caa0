import axios from 'axios';
import https from 'https';

const agent = new https.Agent({ keepAlive: true, maxSockets: 20 });
const http = axios.create({ timeout: 3000, httpsAgent: agent });

export const get = (url: string) => http.get(url).then((r) => r.data);
