package lift

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"sync"
	"time"
)

// Server for the lift cabins' emergency telemetry.
type Server struct {
	mu     sync.Mutex
	cabins map[net.Conn]struct{}
	wg     sync.WaitGroup
	done   bool
}

func (s *Server) track(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return false
	}
	if s.cabins == nil {
		s.cabins = make(map[net.Conn]struct{})
	}
	s.cabins[c] = struct{}{}
	s.wg.Add(1)
	return true
}

func (s *Server) release(c net.Conn) {
	s.mu.Lock()
	delete(s.cabins, c)
	s.mu.Unlock()
	if err := c.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		log.Printf("closing %v: %v", c.RemoteAddr(), err)
	}
	s.wg.Done()
}

func (s *Server) Serve(ln net.Listener) error {
	var delay time.Duration
	for {
		c, err := ln.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return nil
			}
			delay = min(max(2*delay, 5*time.Millisecond), time.Second)
			log.Printf("accept: %v; again in %v", err, delay)
			time.Sleep(delay)
			continue
		}
		delay = 0
		if !s.track(c) {
			c.Close()
			continue
		}
		go s.cabin(c)
	}
}

func (s *Server) cabin(c net.Conn) {
	defer s.release(c)
	sc := bufio.NewScanner(c)
	for {
		c.SetReadDeadline(time.Now().Add(90 * time.Second))
		if !sc.Scan() {
			if err := sc.Err(); err != nil {
				log.Printf("cabin %v: %v", c.RemoteAddr(), err)
			}
			return
		}
		c.SetWriteDeadline(time.Now().Add(5 * time.Second))
		if _, err := fmt.Fprintf(c, "ack %d\n", len(sc.Bytes())); err != nil {
			return
		}
	}
}

// Shutdown waits for the cabins, then cuts them off.
func (s *Server) Shutdown(ctx context.Context, ln net.Listener) {
	s.mu.Lock()
	s.done = true
	s.mu.Unlock()
	ln.Close()
	idle := make(chan struct{})
	go func() { s.wg.Wait(); close(idle) }()
	select {
	case <-idle:
	case <-ctx.Done():
		s.mu.Lock()
		for c := range s.cabins {
			c.Close()
		}
		s.mu.Unlock()
		<-idle
	}
}
