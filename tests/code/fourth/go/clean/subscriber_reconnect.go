package gateway

type Source struct {
	addr string
	out  chan<- Reading
}

func (s *Source) Run(ctx context.Context) error {
	wait := time.Second
	for ctx.Err() == nil {
		start := time.Now()
		err := s.session(ctx)
		log.Printf("source %s: %v", s.addr, err)
		if time.Since(start) > time.Minute {
			wait = time.Second
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
		wait = min(wait*2, time.Minute)
	}
	return ctx.Err()
}

func (s *Source) session(ctx context.Context) error {
	d := net.Dialer{Timeout: 5 * time.Second, KeepAlive: 20 * time.Second}
	conn, err := d.DialContext(ctx, "tcp", s.addr)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer func() {
		if stop() {
			conn.Close()
		}
	}()
	dec := json.NewDecoder(conn)
	for {
		conn.SetReadDeadline(time.Now().Add(90 * time.Second))
		var r Reading
		if err := dec.Decode(&r); err != nil {
			return err
		}
		s.out <- r
	}
}
