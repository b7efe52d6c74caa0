import { Agent, request, type Dispatcher } from 'undici';

export class CarrierError extends Error {
  constructor(readonly carrier: string, readonly status: number) {
    super(`${carrier} answered ${status}`);
  }
}

export interface TrackingEvent {
  at: string;
  place: string;
  text: string;
}

const RETRIES = 2;

export class ParcelTracking {
  private readonly agent = new Agent({
    connections: 10,
    keepAliveTimeout: 15_000,
    connect: { timeout: 3_000 },
    headersTimeout: 6_000,
    bodyTimeout: 6_000,
  });

  constructor(private readonly bases: Record<string, string>) {}

  async events(carrier: string, parcel: string): Promise<TrackingEvent[]> {
    const base = this.bases[carrier];
    if (!base) throw new RangeError(`no such carrier: ${carrier}`);
    const url = `${base}/track/${encodeURIComponent(parcel)}`;

    for (let attempt = 0; ; attempt++) {
      const res = await this.once(url);
      if (res.statusCode === 200) {
        return ((await res.body.json()) as { events: TrackingEvent[] }).events;
      }
      await res.body.dump();
      if (res.statusCode === 404) return [];
      if (res.statusCode < 500 || attempt >= RETRIES) {
        throw new CarrierError(carrier, res.statusCode);
      }
      await new Promise((r) => setTimeout(r, 250 * 2 ** attempt));
    }
  }

  close(): Promise<void> {
    return this.agent.close();
  }

  private once(url: string): Promise<Dispatcher.ResponseData> {
    return request(url, {
      dispatcher: this.agent,
      headers: { accept: 'application/json' },
    });
  }
}
