package main

import "net"

type Server struct{ jobs chan net.Conn }

func (s *Server) Serve(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		select {
		case s.jobs <- c:
		default: // expect: close-wait-leak
		}
	}
}
