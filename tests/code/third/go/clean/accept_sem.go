package srv

type Server struct {
	Handler func(context.Context, net.Conn) error
	sem     chan struct{}
	wg      sync.WaitGroup
}

func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	s.sem = make(chan struct{}, 1024)
	go func() {
		<-ctx.Done()
		ln.Close()
	}()
	var delay time.Duration
	for {
		s.sem <- struct{}{}
		conn, err := ln.Accept()
		if err != nil {
			<-s.sem
			if ctx.Err() != nil {
				s.wg.Wait()
				return nil
			}
			delay = min(max(2*delay, 5*time.Millisecond), time.Second)
			log.Printf("accept: %v; retrying in %v", err, delay)
			time.Sleep(delay)
			continue
		}
		delay = 0
		s.wg.Add(1)
		go s.run(ctx, conn)
	}
}

func (s *Server) run(ctx context.Context, conn net.Conn) {
	defer func() {
		if r := recover(); r != nil {
			log.Printf("panic serving %v: %v", conn.RemoteAddr(), r)
		}
		conn.Close()
		<-s.sem
		s.wg.Done()
	}()
	conn.SetDeadline(time.Now().Add(5 * time.Minute))
	if err := s.Handler(ctx, conn); err != nil && !errors.Is(err, io.EOF) {
		log.Printf("%v: %v", conn.RemoteAddr(), err)
	}
}
