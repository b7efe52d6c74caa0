package tunnel

// Forwarder copies bytes between a local listener and a fixed upstream.
type Forwarder struct {
	Upstream string
	Log      *slog.Logger
	dialer   net.Dialer
	active   atomic.Int64
}

func (f *Forwarder) Run(ctx context.Context, ln net.Listener) error {
	for {
		down, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		go f.forward(ctx, down)
	}
}

func (f *Forwarder) forward(ctx context.Context, down net.Conn) {
	f.active.Add(1)
	defer f.active.Add(-1)

	dctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	up, err := f.dialer.DialContext(dctx, "tcp", f.Upstream)
	if err != nil {
		f.Log.Warn("upstream unavailable", "addr", f.Upstream, "err", err)
		return
	}

	var once sync.Once
	stop := func() { once.Do(func() { up.Close(); down.Close() }) }
	go func() {
		defer stop()
		io.Copy(up, down)
	}()
	defer stop()
	io.Copy(down, up)
}
