package resp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

type conn struct {
	nc   net.Conn
	r    *bufio.Reader
	w    *bufio.Writer
	used time.Time
}

type Client struct {
	addr string
	idle chan *conn
	sem  chan struct{}
}

func New(addr string, max int) *Client {
	return &Client{addr: addr, idle: make(chan *conn, max), sem: make(chan struct{}, max)}
}

func (c *Client) get(ctx context.Context) (*conn, error) {
	for {
		select {
		case k := <-c.idle:
			if time.Since(k.used) > 4*time.Minute {
				k.nc.Close()
				continue
			}
			return k, nil
		default:
		}
		d := net.Dialer{Timeout: time.Second}
		nc, err := d.DialContext(ctx, "tcp", c.addr)
		if err != nil {
			return nil, err
		}
		return &conn{nc: nc, r: bufio.NewReader(nc), w: bufio.NewWriter(nc)}, nil
	}
}

func (c *Client) put(k *conn, broken bool) {
	if broken {
		k.nc.Close()
		return
	}
	k.used = time.Now()
	select {
	case c.idle <- k:
	default:
		k.nc.Close()
	}
}

// Incr bumps a batch of counters in one round trip.
func (c *Client) Incr(ctx context.Context, keys ...string) (vals []int64, err error) {
	select {
	case c.sem <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-c.sem }()

	k, err := c.get(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { c.put(k, err != nil) }()

	k.nc.SetDeadline(time.Now().Add(2 * time.Second))
	for _, key := range keys {
		fmt.Fprintf(k.w, "*2\r\n$4\r\nINCR\r\n$%d\r\n%s\r\n", len(key), key)
	}
	if err = k.w.Flush(); err != nil {
		return nil, err
	}
	for range keys {
		line, err := k.r.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return nil, io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		if line[0] != ':' {
			return nil, fmt.Errorf("resp: %q", line)
		}
		v, err := strconv.ParseInt(strings.TrimSpace(line[1:]), 10, 64)
		if err != nil {
			return nil, err
		}
		vals = append(vals, v)
	}
	return vals, nil
}
