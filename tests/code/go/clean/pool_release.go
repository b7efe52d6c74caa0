package pool

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

type Pool struct {
	addr string
	mu   sync.Mutex
	idle []*Conn
	sem  chan struct{}
}

type Conn struct {
	net.Conn
	p     *Pool
	since time.Time
	bad   bool
}

func (p *Pool) Get(ctx context.Context) (*Conn, error) {
	select {
	case p.sem <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p.mu.Lock()
	for len(p.idle) > 0 {
		c := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if time.Since(c.since) < 30*time.Second {
			p.mu.Unlock()
			return c, nil
		}
		c.Conn.Close()
	}
	p.mu.Unlock()
	d := net.Dialer{Timeout: time.Second}
	nc, err := d.DialContext(ctx, "tcp", p.addr)
	if err != nil {
		<-p.sem
		return nil, err
	}
	return &Conn{Conn: nc, p: p}, nil
}

func (c *Conn) Release() {
	defer func() { <-c.p.sem }()
	if c.bad {
		c.Conn.Close()
		return
	}
	c.since = time.Now()
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	if len(c.p.idle) >= cap(c.p.sem) {
		c.Conn.Close()
		return
	}
	c.p.idle = append(c.p.idle, c)
}

func (p *Pool) Do(ctx context.Context, msg []byte) ([]byte, error) {
	c, err := p.Get(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Release()
	c.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err := c.Write(msg); err != nil {
		c.bad = true
		return nil, err
	}
	buf := make([]byte, 4096)
	n, err := c.Read(buf)
	if err != nil {
		c.bad = true
		return nil, errors.Join(err, errors.New("read"))
	}
	return buf[:n], nil
}

func OpenAll(addrs []string) (conns []net.Conn, err error) {
	defer func() {
		if err != nil {
			for _, c := range conns {
				c.Close()
			}
			conns = nil
		}
	}()
	for _, a := range addrs {
		c, err := net.DialTimeout("tcp", a, time.Second)
		if err != nil {
			return conns, err
		}
		conns = append(conns, c)
	}
	return conns, nil
}

func OpenSome(addrs []string) []net.Conn {
	var all []net.Conn
	for _, a := range addrs {
		c, err := net.DialTimeout("tcp", a, time.Second)
		if err != nil {
			continue
		}
		all = append(all, c)
	}
	return all
}

func Broadcast(addrs []string, msg []byte) error {
	var all []net.Conn
	defer func() {
		for _, c := range all {
			c.Close()
		}
	}()
	for _, a := range addrs {
		c, err := net.DialTimeout("tcp", a, time.Second)
		if err != nil {
			return err
		}
		all = append(all, c)
	}
	for _, c := range all {
		if _, err := c.Write(msg); err != nil {
			return err
		}
	}
	return nil
}
