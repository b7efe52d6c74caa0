package shard

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

var ErrMoved = errors.New("key lives on another shard")

type wire struct {
	net.Conn
	r *bufio.Reader
}

// Pool is a fixed set of leases; an empty slot (nil) means "dial when needed".
type Pool struct {
	addr  string
	slots chan *wire
}

func NewPool(addr string, size int) *Pool {
	p := &Pool{addr: addr, slots: make(chan *wire, size)}
	for i := 0; i < size; i++ {
		p.slots <- nil
	}
	return p
}

func (p *Pool) take(ctx context.Context) (*wire, error) {
	select {
	case w := <-p.slots:
		if w != nil {
			return w, nil
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	d := net.Dialer{Timeout: 2 * time.Second}
	c, err := d.DialContext(ctx, "tcp", p.addr)
	if err != nil {
		p.slots <- nil
		return nil, err
	}
	return &wire{Conn: c, r: bufio.NewReader(c)}, nil
}

func (p *Pool) give(w *wire) { p.slots <- w }

func (p *Pool) discard(w *wire) {
	w.Close()
	p.slots <- nil
}

// Get fetches one value; keys never contain blanks.
func (p *Pool) Get(ctx context.Context, key string) (string, error) {
	w, err := p.take(ctx)
	if err != nil {
		return "", err
	}
	w.SetDeadline(time.Now().Add(1500 * time.Millisecond))
	if _, err := fmt.Fprintf(w, "GET %s\r\n", key); err != nil {
		p.discard(w)
		return "", err
	}
	line, err := w.r.ReadString('\n')
	if err != nil {
		p.discard(w)
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	switch {
	case strings.HasPrefix(line, "VALUE "):
		p.give(w)
		return line[6:], nil
	case line == "MISS":
		p.give(w)
		return "", nil
	case strings.HasPrefix(line, "MOVED "):
		return "", fmt.Errorf("%w: %s", ErrMoved, line[6:])
	default:
		p.discard(w)
		return "", fmt.Errorf("shard %s said %q", p.addr, line)
	}
}
