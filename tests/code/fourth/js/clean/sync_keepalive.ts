import axios, { type AxiosInstance } from 'axios';
import { Agent } from 'node:https';

export interface Item {
  sku: string;
  qty: number;
}

export class StockSync {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8, maxFreeSockets: 4, timeout: 15_000 });
  private readonly http: AxiosInstance;

  constructor(base: string, token: string) {
    this.http = axios.create({
      baseURL: base,
      timeout: 5_000,
      httpsAgent: this.agent,
      headers: { Authorization: `Bearer ${token}` },
      validateStatus: (s) => s < 500,
    });
  }

  async push(items: readonly Item[]): Promise<number> {
    let ok = 0;
    for (const { sku, qty } of items) {
      const { status } = await this.http.put(`/stock/${sku}`, { qty });
      if (status === 204) ok++;
    }
    return ok;
  }

  close(): void {
    this.agent.destroy();
  }
}
