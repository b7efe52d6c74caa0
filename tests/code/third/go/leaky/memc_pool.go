package memc

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

type pconn struct {
	nc net.Conn
	rw *bufio.ReadWriter
}

type Pool struct {
	addr string
	idle chan *pconn
}

func NewPool(addr string, size int) *Pool {
	return &Pool{addr: addr, idle: make(chan *pconn, size)}
}

func (p *Pool) get() (*pconn, error) {
	select {
	case c := <-p.idle:
		return c, nil
	default:
	}
	nc, err := net.DialTimeout("tcp", p.addr, time.Second)
	if err != nil {
		return nil, err
	}
	return &pconn{nc: nc, rw: bufio.NewReadWriter(bufio.NewReader(nc), bufio.NewWriter(nc))}, nil
}

func (p *Pool) put(c *pconn, err error) {
	if err != nil {
		return
	}
	select {
	case p.idle <- c:
	default:
		c.nc.Close()
	}
}

func (p *Pool) Touch(key string, exp int) (err error) {
	c, err := p.get()
	if err != nil {
		return err
	}
	defer func() { p.put(c, err) }()

	c.nc.SetDeadline(time.Now().Add(500 * time.Millisecond))
	if _, err = fmt.Fprintf(c.rw, "touch %s %d\r\n", key, exp); err != nil {
		return err
	}
	if err = c.rw.Flush(); err != nil {
		return err
	}
	_, err = c.rw.ReadString('\n')
	if err == io.EOF {
		return errors.New("memc: server closed connection")
	}
	return err
}
