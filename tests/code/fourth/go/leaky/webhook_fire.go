package hooks

type Dispatcher struct {
	hc    *http.Client
	log   *slog.Logger
	queue chan Event
}

func (d *Dispatcher) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case ev := <-d.queue:
			if err := d.deliver(ctx, ev); err != nil {
				d.log.Warn("delivery failed", "event", ev.ID, "err", err)
			}
		}
	}
}

func (d *Dispatcher) deliver(ctx context.Context, ev Event) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()

	payload, err := json.Marshal(ev)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, ev.Target, bytes.NewReader(payload))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Signature", sign(payload, ev.Secret))

	resp, err := d.hc.Do(req)
	if err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("target answered %d", resp.StatusCode)
	}
	return nil
}
