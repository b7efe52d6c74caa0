package kv

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

const maxIdle = 2 * time.Minute // the firewall forgets flows after 5

type conn struct {
	net.Conn
	r    *bufio.Reader
	used time.Time
}

type Pool struct {
	addr   string
	tokens chan struct{}
	idle   chan *conn
}

func NewPool(addr string, n int) *Pool {
	return &Pool{addr: addr, tokens: make(chan struct{}, n), idle: make(chan *conn, n)}
}

// with runs fn on a connection; the connection survives only when fn returns nil.
func (p *Pool) with(ctx context.Context, fn func(*conn) error) error {
	select {
	case p.tokens <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.tokens }()

	c, err := p.get(ctx)
	if err != nil {
		return err
	}
	c.SetDeadline(time.Now().Add(time.Second))
	if err := fn(c); err != nil {
		c.Close()
		return err
	}
	c.used = time.Now()
	select {
	case p.idle <- c:
	default:
		c.Close()
	}
	return nil
}

func (p *Pool) get(ctx context.Context) (*conn, error) {
	for {
		select {
		case c := <-p.idle:
			if time.Since(c.used) < maxIdle {
				return c, nil
			}
			c.Close()
		default:
			d := net.Dialer{Timeout: time.Second}
			nc, err := d.DialContext(ctx, "tcp", p.addr)
			if err != nil {
				return nil, err
			}
			return &conn{Conn: nc, r: bufio.NewReader(nc)}, nil
		}
	}
}

func (p *Pool) Incr(ctx context.Context, key string) (n int64, err error) {
	err = p.with(ctx, func(c *conn) error {
		if _, err := fmt.Fprintf(c, "INCR %s\r\n", key); err != nil {
			return err
		}
		line, err := c.r.ReadString('\n')
		if err != nil {
			return err
		}
		if !strings.HasPrefix(line, ":") {
			return errors.New(strings.TrimSpace(line))
		}
		_, err = fmt.Sscan(line[1:], &n)
		return err
	})
	return n, err
}
