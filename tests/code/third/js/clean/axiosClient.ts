import axios, { AxiosInstance } from 'axios';
import { Agent } from 'node:https';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';

export class ArtifactStore {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 6, maxFreeSockets: 2 });
  private readonly http: AxiosInstance;

  constructor(baseURL: string, token: string) {
    this.http = axios.create({
      baseURL,
      httpsAgent: this.agent,
      timeout: 20_000,
      headers: { Authorization: `Bearer ${token}` },
      validateStatus: () => true,
    });
  }

  async download(id: string, file: string): Promise<boolean> {
    const res = await this.http.get<Readable>(`/artifacts/${id}`, { responseType: 'stream' });
    if (res.status === 404) {
      res.data.destroy();
      return false;
    }
    if (res.status !== 200) {
      res.data.destroy();
      throw new Error(`artifact ${id}: HTTP ${res.status}`);
    }
    await pipeline(res.data, createWriteStream(file));
    return true;
  }

  dispose(): void {
    this.agent.destroy();
  }
}
