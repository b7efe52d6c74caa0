package feed

import (
	"bufio"
	"context"
	"net"
	"time"
)

type Feed struct {
	addr string
	conn net.Conn
}

func (f *Feed) session(ctx context.Context, out chan<- string) error {
	d := net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}
	c, err := d.DialContext(ctx, "tcp", f.addr)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	defer c.Close()
	sc := bufio.NewScanner(c)
	for sc.Scan() {
		select {
		case out <- sc.Text():
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return sc.Err()
}

func (f *Feed) Run(ctx context.Context, out chan<- string) {
	for ctx.Err() == nil {
		f.session(ctx, out)
		select {
		case <-time.After(2 * time.Second):
		case <-ctx.Done():
		}
	}
}

func Race(ctx context.Context, addrs []string) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type res struct {
		c   net.Conn
		err error
	}
	ch := make(chan res)
	for _, a := range addrs {
		go func(a string) {
			var d net.Dialer
			c, err := d.DialContext(ctx, "tcp", a)
			select {
			case ch <- res{c, err}:
			case <-ctx.Done():
				if c != nil {
					c.Close()
				}
			}
		}(a)
	}
	var last error
	for range addrs {
		r := <-ch
		if r.err == nil {
			return r.c, nil
		}
		last = r.err
	}
	return nil, last
}
