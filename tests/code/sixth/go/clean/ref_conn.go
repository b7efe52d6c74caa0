package shared

import (
	"bufio"
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

type conn struct {
	net.Conn
	r    *bufio.Reader
	refs int
	dead bool
	idle *time.Timer
	io   sync.Mutex
}

// Hub shares one connection a shard between all users of that shard.
type Hub struct {
	mu    sync.Mutex
	conns map[string]*conn
	dial  net.Dialer
}

func NewHub() *Hub {
	return &Hub{conns: map[string]*conn{}, dial: net.Dialer{Timeout: 2 * time.Second, KeepAlive: 20 * time.Second}}
}

// Acquire must be followed by a call of the returned function, with the error that came up or nil.
func (h *Hub) Acquire(ctx context.Context, addr string) (*conn, func(error), error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.conns[addr]
	if c == nil {
		nc, err := h.dial.DialContext(ctx, "tcp", addr)
		if err != nil {
			return nil, nil, err
		}
		c = &conn{Conn: nc, r: bufio.NewReader(nc)}
		h.conns[addr] = c
	}
	if c.idle != nil {
		c.idle.Stop()
	}
	c.refs++
	return c, func(err error) { h.release(addr, c, err) }, nil
}

func (h *Hub) release(addr string, c *conn, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil {
		c.dead = true
	}
	if c.dead && h.conns[addr] == c {
		delete(h.conns, addr)
	}
	if c.refs--; c.refs > 0 {
		return
	}
	if c.dead {
		c.Close()
		return
	}
	c.idle = time.AfterFunc(20*time.Second, func() { h.reap(addr, c) })
}

func (h *Hub) reap(addr string, c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.refs == 0 && h.conns[addr] == c {
		delete(h.conns, addr)
		c.Close()
	}
}

var errNegative = errors.New("negative answer")

func (h *Hub) Put(ctx context.Context, addr, line string) (err error) {
	c, done, err := h.Acquire(ctx, addr)
	if err != nil {
		return err
	}
	var broken error
	defer func() { done(broken) }()
	c.io.Lock()
	defer c.io.Unlock()
	c.SetDeadline(time.Now().Add(3 * time.Second))
	if _, broken = c.Write([]byte("PUT " + line + "\n")); broken != nil {
		return broken
	}
	var answer string
	if answer, broken = c.r.ReadString('\n'); broken != nil {
		return broken
	}
	if answer != "OK\n" {
		return errNegative
	}
	return nil
}
