package pool

import (
	"errors"
	"net"
	"time"
)

type Pool struct {
	idle chan net.Conn
	addr string
}

func New(addr string, n int) *Pool {
	return &Pool{idle: make(chan net.Conn, n), addr: addr}
}

func (p *Pool) Get() (net.Conn, error) {
	select {
	case c := <-p.idle:
		return c, nil
	default:
		return net.DialTimeout("tcp", p.addr, time.Second)
	}
}

func (p *Pool) Put(c net.Conn) error {
	select {
	case p.idle <- c:
		return nil
	default: // expect: close-wait-leak
		return errors.New("pool full")
	}
}
