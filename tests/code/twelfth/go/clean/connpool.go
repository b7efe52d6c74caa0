package memc

import (
	"bufio"
	"errors"
	"net"
	"time"
)

type conn struct {
	net.Conn
	rw   *bufio.ReadWriter
	used time.Time
}

// Pool of connections to the session cache. Never more than cap(slots) are open.
type Pool struct {
	addr  string
	slots chan struct{}
	idle  chan *conn
}

func NewPool(addr string, n int) *Pool {
	p := &Pool{addr: addr, slots: make(chan struct{}, n), idle: make(chan *conn, n)}
	go p.janitor()
	return p
}

// janitor closes what nobody asked for; the pool lives as long as the process.
func (p *Pool) janitor() {
	for range time.Tick(20 * time.Second) {
		for i := len(p.idle); i > 0; i-- {
			select {
			case c := <-p.idle:
				if time.Since(c.used) < time.Minute {
					p.keep(c)
					continue
				}
				c.Close()
			default:
			}
		}
	}
}

var ErrBusy = errors.New("memc: pool exhausted")

func (p *Pool) get() (*conn, error) {
	t := time.NewTimer(250 * time.Millisecond)
	defer t.Stop()
	select {
	case p.slots <- struct{}{}:
	case <-t.C:
		return nil, ErrBusy
	}
	for {
		select {
		case c := <-p.idle:
			if time.Since(c.used) > time.Minute {
				c.Close()
				continue
			}
			return c, nil
		default:
		}
		nc, err := net.DialTimeout("tcp", p.addr, time.Second)
		if err != nil {
			<-p.slots
			return nil, err
		}
		return &conn{Conn: nc, rw: bufio.NewReadWriter(bufio.NewReader(nc), bufio.NewWriter(nc))}, nil
	}
}

func (p *Pool) put(c *conn, err error) {
	defer func() { <-p.slots }()
	if err != nil {
		c.Close()
		return
	}
	c.used = time.Now()
	p.keep(c)
}

func (p *Pool) keep(c *conn) {
	select {
	case p.idle <- c:
	default:
		c.Close()
	}
}

// Touch renews a session; true when the cache still had it.
func (p *Pool) Touch(session string) (alive bool, err error) {
	c, err := p.get()
	if err != nil {
		return false, err
	}
	defer func() { p.put(c, err) }()

	c.SetDeadline(time.Now().Add(500 * time.Millisecond))
	c.rw.WriteString("touch " + session + " 3600\r\n")
	if err = c.rw.Flush(); err != nil {
		return false, err
	}
	line, err := c.rw.ReadString('\n')
	return line == "TOUCHED\r\n", err
}
