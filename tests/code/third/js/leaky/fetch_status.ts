import { Pool } from 'undici';
import type { Logger } from './logger';

export interface Release {
  tag: string;
  publishedAt: string;
}

export class ReleaseClient {
  private readonly pool: Pool;

  constructor(origin: string, private readonly log: Logger) {
    this.pool = new Pool(origin, {
      connections: 10,
      headersTimeout: 5_000,
      bodyTimeout: 10_000,
      keepAliveTimeout: 20_000,
    });
  }

  async latest(project: string): Promise<Release | null> {
    const { statusCode, body } = await this.pool.request({
      method: 'GET',
      path: `/projects/${encodeURIComponent(project)}/releases/latest`,
      headers: { accept: 'application/json' },
    });

    if (statusCode === 404) {
      return null;
    }
    if (statusCode >= 400) {
      const text = await body.text();
      this.log.warn(`releases of ${project}: HTTP ${statusCode} ${text.slice(0, 200)}`);
      throw new Error(`HTTP ${statusCode}`);
    }
    return (await body.json()) as Release;
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
