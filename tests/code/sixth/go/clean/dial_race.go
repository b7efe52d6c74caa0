package happy

import (
	"context"
	"errors"
	"net"
	"time"
)

// Dial tries v6 and v4 at once and keeps the first; what comes later is closed.
func Dial(ctx context.Context, host, port string) (net.Conn, error) {
	ips, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()

	type res struct {
		c   net.Conn
		err error
	}
	ch := make(chan res)
	done := make(chan struct{})
	defer close(done)

	d := &net.Dialer{KeepAlive: 30 * time.Second}
	for _, ip := range ips {
		go func(addr string) {
			c, err := d.DialContext(ctx, "tcp", addr)
			select {
			case ch <- res{c, err}:
			case <-done:
				if c != nil {
					c.Close()
				}
			}
		}(net.JoinHostPort(ip.String(), port))
	}
	var errs []error
	for range ips {
		r := <-ch
		if r.err == nil {
			return r.c, nil
		}
		errs = append(errs, r.err)
	}
	return nil, errors.Join(errs...)
}
