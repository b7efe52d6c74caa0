package thumbs

import (
	"context"
	"net"
	"time"

	"log/slog"
)

type Server struct {
	Log     *slog.Logger
	Workers int
	Render  func(ctx context.Context, c net.Conn) error

	work chan net.Conn
}

func (s *Server) Run(ctx context.Context, ln net.Listener) error {
	s.work = make(chan net.Conn, 4*s.Workers)
	for i := 0; i < s.Workers; i++ {
		go s.worker(ctx)
	}
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()
	defer close(s.work)

	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			s.Log.Warn("accept failed", "err", err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		select {
		case s.work <- conn:
		default:
			s.Log.Warn("all renderers busy", "peer", conn.RemoteAddr())
		}
	}
}

func (s *Server) worker(ctx context.Context) {
	for conn := range s.work {
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		if err := s.Render(ctx, conn); err != nil {
			s.Log.Error("render", "peer", conn.RemoteAddr(), "err", err)
		}
		conn.Close()
	}
}
