package resolverd

import (
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"time"
)

// TCPServer answers DNS over TCP (RFC 7766). Queries on one connection are answered as they finish.
type TCPServer struct {
	Resolve func(query []byte) []byte

	mu    sync.Mutex
	conns map[net.Conn]struct{}
	down  bool
	wg    sync.WaitGroup
}

func (s *TCPServer) track(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return false
	}
	if s.conns == nil {
		s.conns = make(map[net.Conn]struct{})
	}
	s.conns[c] = struct{}{}
	s.wg.Add(1)
	return true
}

func (s *TCPServer) finish(c net.Conn) {
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	c.Close()
	s.wg.Done()
}

func (s *TCPServer) Serve(ln net.Listener) error {
	delay := 5 * time.Millisecond
	for {
		c, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			s.wg.Wait()
			return nil
		}
		if err != nil {
			log.Printf("resolverd: accept: %v, again in %v", err, delay)
			time.Sleep(delay)
			if delay *= 2; delay > time.Second {
				delay = time.Second
			}
			continue
		}
		delay = 5 * time.Millisecond
		if !s.track(c) {
			c.Close()
			continue
		}
		go s.converse(c)
	}
}

func (s *TCPServer) converse(c net.Conn) {
	var pending sync.WaitGroup
	defer s.finish(c)
	defer pending.Wait()
	var wmu sync.Mutex
	room := make(chan struct{}, 16)
	for {
		c.SetReadDeadline(time.Now().Add(10 * time.Second))
		var size [2]byte
		if _, err := io.ReadFull(c, size[:]); err != nil {
			return // end of file, idle or broken
		}
		q := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(c, q); err != nil {
			return
		}
		room <- struct{}{}
		pending.Add(1)
		go func() {
			defer func() { <-room; pending.Done() }()
			a := s.Resolve(q)
			out := append(binary.BigEndian.AppendUint16(make([]byte, 0, len(a)+2), uint16(len(a))), a...)
			wmu.Lock()
			defer wmu.Unlock()
			c.SetWriteDeadline(time.Now().Add(5 * time.Second))
			if _, err := c.Write(out); err != nil {
				c.SetReadDeadline(time.Now()) // lets the loop above go, which closes
			}
		}()
	}
}

// Shutdown is called once the listener's closed: idle connections end at once, busy ones after their answers.
func (s *TCPServer) Shutdown() {
	s.mu.Lock()
	s.down = true
	for c := range s.conns {
		if t, ok := c.(*net.TCPConn); ok {
			t.CloseRead()
		}
	}
	s.mu.Unlock()
	s.wg.Wait()
}
