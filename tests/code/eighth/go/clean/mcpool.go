// Package mc is the small memcached client of the session service: get and set, nothing else.
package mc

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

const keep = 45 * time.Second

var ErrMiss = errors.New("mc: miss")

type link struct {
	nc   net.Conn
	rw   *bufio.ReadWriter
	used time.Time
}

type Client struct {
	addr  string
	idle  chan *link
	slots chan struct{}
}

func New(addr string, max int) *Client {
	c := &Client{addr: addr, idle: make(chan *link, max/2+1), slots: make(chan struct{}, max)}
	go c.reap()
	return c
}

// reap looks through the idle links. The client lives as long as the process.
func (c *Client) reap() {
	for range time.Tick(15 * time.Second) {
		for n := len(c.idle); n > 0; n-- {
			select {
			case l := <-c.idle:
				if time.Since(l.used) < keep {
					c.park(l)
				} else {
					l.nc.Close()
				}
			default:
			}
		}
	}
}

func (c *Client) park(l *link) {
	select {
	case c.idle <- l:
	default:
		l.nc.Close()
	}
}

func (c *Client) take(ctx context.Context) (*link, error) {
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for {
		select {
		case l := <-c.idle:
			if time.Since(l.used) > keep {
				l.nc.Close()
				continue
			}
			return l, nil
		default:
		}
		break
	}
	nc, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", c.addr)
	if err != nil {
		<-c.slots
		return nil, err
	}
	return &link{nc: nc, rw: bufio.NewReadWriter(bufio.NewReader(nc), bufio.NewWriter(nc))}, nil
}

func (c *Client) give(l *link, err *error) {
	defer func() { <-c.slots }()
	if *err != nil && !errors.Is(*err, ErrMiss) {
		l.nc.Close()
		return
	}
	l.used = time.Now()
	c.park(l)
}

func (c *Client) Get(ctx context.Context, key string) (val []byte, err error) {
	l, err := c.take(ctx)
	if err != nil {
		return nil, err
	}
	defer c.give(l, &err)
	l.nc.SetDeadline(time.Now().Add(500 * time.Millisecond))
	fmt.Fprintf(l.rw, "get %s\r\n", key)
	if err = l.rw.Flush(); err != nil {
		return nil, err
	}
	head, err := l.rw.ReadString('\n')
	if err != nil {
		return nil, err
	}
	if head == "END\r\n" {
		return nil, ErrMiss
	}
	var flags, size int
	if _, err = fmt.Sscanf(head, "VALUE "+key+" %d %d\r\n", &flags, &size); err != nil {
		return nil, fmt.Errorf("mc: %q: %w", head, err)
	}
	val = make([]byte, size+len("\r\nEND\r\n"))
	if _, err = io.ReadFull(l.rw, val); err != nil {
		return nil, err
	}
	return val[:size], nil
}
