package happy

import (
	"context"
	"errors"
	"net"
	"time"
)

type dialed struct {
	c   net.Conn
	err error
}

// First returns the first connection that comes up; late ones are closed.
func First(ctx context.Context, addrs []string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	ch := make(chan dialed)
	done := make(chan struct{})
	defer close(done)
	for _, a := range addrs {
		go func() {
			var d net.Dialer
			c, err := d.DialContext(ctx, "tcp", a)
			select {
			case ch <- dialed{c, err}:
			case <-done:
				if c != nil {
					c.Close()
				}
			}
		}()
	}
	var errs error
	for range addrs {
		r := <-ch
		if r.err == nil {
			return r.c, nil
		}
		errs = errors.Join(errs, r.err)
	}
	return nil, errs
}
