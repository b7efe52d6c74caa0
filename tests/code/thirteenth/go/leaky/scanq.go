package scanq

import (
	"context"
	"log/slog"
	"net"
	"time"
)

const workers = 16

type Server struct {
	Handle func(ctx context.Context, c net.Conn) error
	Log    *slog.Logger

	queue chan net.Conn
}

func (s *Server) worker(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-s.queue:
			_ = c.SetDeadline(time.Now().Add(time.Minute))
			if err := s.Handle(ctx, c); err != nil {
				s.Log.Warn("scan session", "peer", c.RemoteAddr(), "err", err)
			}
			c.Close()
		}
	}
}

// Serve accepts virus scan requests from the mail relays until ctx ends.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	s.queue = make(chan net.Conn, 4*workers)
	for i := 0; i < workers; i++ {
		go s.worker(ctx)
	}
	go func() {
		<-ctx.Done()
		ln.Close()
	}()
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			s.Log.Error("accept", "err", err)
			time.Sleep(20 * time.Millisecond)
			continue
		}
		select {
		case s.queue <- conn:
		default:
			s.Log.Warn("scanners saturated", "peer", conn.RemoteAddr(), "depth", len(s.queue))
		}
	}
}
