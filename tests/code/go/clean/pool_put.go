package pool

import (
	"net"
	"time"
)

type Pool struct {
	idle chan net.Conn
	addr string
}

func (p *Pool) Get() (net.Conn, error) {
	select {
	case c := <-p.idle:
		return c, nil
	default:
		return net.DialTimeout("tcp", p.addr, time.Second)
	}
}

func (p *Pool) Put(c net.Conn, broken bool) {
	if broken {
		c.Close()
		return
	}
	select {
	case p.idle <- c:
	default:
		c.Close()
	}
}

func (p *Pool) Do(req []byte) ([]byte, error) {
	c, err := p.Get()
	if err != nil {
		return nil, err
	}
	broken := true
	defer func() { p.Put(c, broken) }()
	c.SetDeadline(time.Now().Add(time.Second))
	if _, err := c.Write(req); err != nil {
		return nil, err
	}
	buf := make([]byte, 4096)
	n, err := c.Read(buf)
	if err != nil {
		return nil, err
	}
	broken = false
	return buf[:n], nil
}
