@Injectable()
export class ScaleGateway implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(ScaleGateway.name);
  private server?: Server;
  private readonly open = new Set<Socket>();

  constructor(private readonly weights: WeightService) {}

  onModuleInit() {
    this.server = createServer({ keepAlive: true, noDelay: true }, (s) => this.accept(s));
    this.server.maxConnections = 500;
    this.server.on('error', (e) => this.logger.error(e));
    this.server.listen(4001);
  }

  private accept(s: Socket) {
    this.open.add(s);
    s.once('close', () => this.open.delete(s));
    s.on('error', (e) => this.logger.warn(e.message));
    s.setTimeout(90_000, () => s.destroy());
    createInterface({ input: s }).on('line', (l) => {
      this.weights.record(l).catch((e) => {
        this.logger.error(e);
        s.destroy();
      });
    });
  }

  async onModuleDestroy() {
    for (const s of this.open) s.end();
