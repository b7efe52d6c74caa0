package pool

import (
	"net"
	"sync"
	"time"
)

type entry struct {
	c  net.Conn
	at time.Time
}

type Pool struct {
	mu   sync.Mutex
	free []entry
	max  int
	addr string
}

func (p *Pool) take() net.Conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.free) > 0 {
		e := p.free[len(p.free)-1]
		p.free = p.free[:len(p.free)-1]
		if time.Since(e.at) < 30*time.Second {
			return e.c
		}
		e.c.Close()
	}
	return nil
}

func (p *Pool) give(c net.Conn) {
	p.mu.Lock()
	if len(p.free) < p.max {
		p.free = append(p.free, entry{c, time.Now()})
		p.mu.Unlock()
		return
	}
	p.mu.Unlock()
	c.Close()
}

func (p *Pool) With(f func(net.Conn) error) error {
	c := p.take()
	if c == nil {
		var err error
		if c, err = net.Dial("tcp", p.addr); err != nil {
			return err
		}
	}
	if err := f(c); err != nil {
		c.Close()
		return err
	}
	p.give(c)
	return nil
}
