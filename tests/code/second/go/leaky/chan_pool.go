package pool

import (
	"errors"
	"net"
	"time"
)

type Pool struct {
	idle chan net.Conn
	dial func() (net.Conn, error)
}

func New(size int, addr string) *Pool {
	return &Pool{
		idle: make(chan net.Conn, size),
		dial: func() (net.Conn, error) {
			return net.DialTimeout("tcp", addr, 2*time.Second)
		},
	}
}

func (p *Pool) Get() (net.Conn, error) {
	select {
	case c, ok := <-p.idle:
		if !ok {
			return nil, errors.New("pool: closed")
		}
		return c, nil
	default:
		return p.dial()
	}
}

func (p *Pool) Put(c net.Conn, failed bool) {
	if failed {
		c.Close()
		return
	}
	select {
	case p.idle <- c:
	default:
		// enough of them already
	}
}

func (p *Pool) Close() {
	close(p.idle)
	for c := range p.idle {
		c.Close()
	}
}
