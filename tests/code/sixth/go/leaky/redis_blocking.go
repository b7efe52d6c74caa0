package cache

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"time"
)

// Pool of connections to the cache behind the load balancer of the other region.
type Pool struct {
	addr string
	idle chan *pc
	sem  chan struct{}
}

type pc struct {
	net.Conn
	r *bufio.Reader
}

func NewPool(addr string, size int) *Pool {
	return &Pool{addr: addr, idle: make(chan *pc, size), sem: make(chan struct{}, size)}
}

func (p *Pool) get(ctx context.Context) (*pc, error) {
	select {
	case p.sem <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case c := <-p.idle:
		return c, nil
	default:
	}
	d := net.Dialer{Timeout: 2 * time.Second, KeepAlive: -1}
	c, err := d.DialContext(ctx, "tcp", p.addr)
	if err != nil {
		<-p.sem
		return nil, err
	}
	return &pc{c, bufio.NewReader(c)}, nil
}

func (p *Pool) put(c *pc, err error) {
	if err != nil {
		c.Close()
	} else {
		p.idle <- c
	}
	<-p.sem
}

func (p *Pool) Get(ctx context.Context, key string) (val string, err error) {
	c, err := p.get(ctx)
	if err != nil {
		return "", err
	}
	defer func() { p.put(c, err) }()
	c.SetDeadline(time.Now().Add(4 * time.Second))
	if _, err = fmt.Fprintf(c, "GET %s\r\n", key); err != nil {
		return "", err
	}
	l, err := c.r.ReadString('\n')
	if err != nil {
		return "", err
	}
	if !strings.HasPrefix(l, "+") {
		return "", nil // a miss
	}
	return strings.TrimSpace(l[1:]), nil
}
