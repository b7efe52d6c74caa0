package memc

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

type pc struct {
	net.Conn
	rd *bufio.Reader
}

type Pool struct {
	addr string
	free chan *pc
}

func New(addr string, size int) *Pool {
	p := &Pool{addr: addr, free: make(chan *pc, size)}
	for i := 0; i < size; i++ {
		p.free <- nil // dialled on first use
	}
	return p
}

func (p *Pool) take() (*pc, error) {
	c := <-p.free
	if c != nil {
		return c, nil
	}
	n, err := net.DialTimeout("tcp", p.addr, time.Second)
	if err != nil {
		p.free <- nil
		return nil, err
	}
	return &pc{n, bufio.NewReader(n)}, nil
}

func (p *Pool) broken(c *pc) {
	c.Close()
	p.free <- nil
}

var ErrMiss = errors.New("memc: not found")

func (p *Pool) Touch(key string, ttl int) error {
	c, err := p.take()
	if err != nil {
		return err
	}
	c.SetDeadline(time.Now().Add(500 * time.Millisecond))
	if _, err = fmt.Fprintf(c, "touch %s %d\r\n", key, ttl); err != nil {
		p.broken(c)
		return err
	}
	line, err := c.rd.ReadString('\n')
	if err != nil {
		p.broken(c)
		return err
	}
	switch strings.TrimSpace(line) {
	case "TOUCHED":
		p.free <- c
		return nil
	case "NOT_FOUND":
		p.free <- c
		return ErrMiss
	}
	return fmt.Errorf("memc: unexpected reply %q", line)
}
