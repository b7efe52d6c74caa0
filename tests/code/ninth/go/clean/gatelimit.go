package gatelimit

import (
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"time"
)

// Listener lets at most n connections in; the rest is told so and sent away.
type Listener struct {
	net.Listener
	slots   chan struct{}
	turnOff chan struct{} // bounds the goodbye goroutines as well
}

func Wrap(l net.Listener, n int) *Listener {
	return &Listener{l, make(chan struct{}, n), make(chan struct{}, 64)}
}

type slotConn struct {
	net.Conn
	once sync.Once
	back func()
}

func (s *slotConn) Close() error {
	err := s.Conn.Close()
	s.once.Do(s.back)
	return err
}

func (l *Listener) Accept() (net.Conn, error) {
	var pause time.Duration
	for {
		c, err := l.Listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil, err
		}
		if err != nil {
			if pause = 2*pause + 5*time.Millisecond; pause > time.Second {
				pause = time.Second
			}
			log.Printf("gatelimit: %v, pausing %v", err, pause)
			time.Sleep(pause)
			continue
		}
		pause = 0
		select {
		case l.slots <- struct{}{}:
			return &slotConn{Conn: c, back: func() { <-l.slots }}, nil
		default:
		}
		select {
		case l.turnOff <- struct{}{}:
			go l.goodbye(c)
		default:
			c.Close()
		}
	}
}

func (l *Listener) goodbye(c net.Conn) {
	defer func() { <-l.turnOff }()
	defer c.Close()
	c.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err := io.WriteString(c, "* BYE too many sessions, try again later\r\n"); err != nil {
		return
	}
	if hc, ok := c.(interface{ CloseWrite() error }); ok && hc.CloseWrite() == nil {
		io.Copy(io.Discard, c)
	}
}
