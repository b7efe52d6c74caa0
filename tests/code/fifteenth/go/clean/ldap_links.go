package ldaplinks

import (
	"errors"
	"net"
	"sync"
	"time"
)

// Links keeps up to max connections; ones unused for 90 s are closed, the firewall
// in front of the directory cuts at 120.
type Links struct {
	mu   sync.Mutex
	idle []entry
	sem  chan struct{}
	addr string
}

type entry struct {
	c     net.Conn
	since time.Time
}

const maxIdle = 90 * time.Second

var ErrBusy = errors.New("ldaplinks: all connections in use")

func New(addr string, max int) *Links {
	l := &Links{addr: addr, sem: make(chan struct{}, max)}
	go func() {
		for range time.Tick(15 * time.Second) {
			l.prune()
		}
	}()
	return l
}

func (l *Links) prune() {
	l.mu.Lock()
	defer l.mu.Unlock()
	keep := l.idle[:0]
	for _, e := range l.idle {
		if time.Since(e.since) > maxIdle {
			e.c.Close()
			continue
		}
		keep = append(keep, e)
	}
	l.idle = keep
}

// Do runs fn on a connection. If fn fails the connection is not used again.
func (l *Links) Do(fn func(net.Conn) error) error {
	select {
	case l.sem <- struct{}{}:
	case <-time.After(2 * time.Second):
		return ErrBusy
	}
	defer func() { <-l.sem }()

	c, err := l.take()
	if err != nil {
		return err
	}
	c.SetDeadline(time.Now().Add(10 * time.Second))
	if err := fn(c); err != nil {
		c.Close()
		return err
	}
	l.mu.Lock()
	l.idle = append(l.idle, entry{c, time.Now()})
	l.mu.Unlock()
	return nil
}

func (l *Links) take() (net.Conn, error) {
	l.mu.Lock()
	for n := len(l.idle); n > 0; n = len(l.idle) {
		e := l.idle[n-1]
		l.idle = l.idle[:n-1]
		if time.Since(e.since) <= maxIdle {
			l.mu.Unlock()
			return e.c, nil
		}
		e.c.Close()
	}
	l.mu.Unlock()
	return net.DialTimeout("tcp", l.addr, 4*time.Second)
}
