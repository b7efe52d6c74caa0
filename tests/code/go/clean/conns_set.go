package srv

import (
	"bufio"
	"log"
	"net"
	"sync"
	"time"
)

type Server struct {
	mu    sync.Mutex
	conns map[net.Conn]struct{}
	quit  chan struct{}
}

func (s *Server) add(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.quit:
		return false
	default:
	}
	s.conns[c] = struct{}{}
	return true
}

func (s *Server) remove(c net.Conn) {
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	c.Close()
}

func (s *Server) Serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			select {
			case <-s.quit:
				return
			case <-time.After(50 * time.Millisecond):
				log.Print(err)
				continue
			}
		}
		if !s.add(c) {
			c.Close()
			return
		}
		go s.handle(c)
	}
}

func (s *Server) handle(c net.Conn) {
	defer s.remove(c)
	r := bufio.NewReader(c)
	w := bufio.NewWriter(c)
	for {
		c.SetReadDeadline(time.Now().Add(2 * time.Minute))
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		w.WriteString(line)
		if err := w.Flush(); err != nil {
			return
		}
	}
}

func (s *Server) Close() {
	close(s.quit)
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.Close()
	}
}
