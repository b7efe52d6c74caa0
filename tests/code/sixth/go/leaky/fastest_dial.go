package racer

import (
	"context"
	"errors"
	"net"
	"time"
)

type outcome struct {
	conn net.Conn
	addr string
	err  error
}

// Fastest connects to whichever of the regional endpoints answers first.
func Fastest(ctx context.Context, addrs []string) (net.Conn, string, error) {
	if len(addrs) == 0 {
		return nil, "", errors.New("no endpoints")
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()

	results := make(chan outcome, len(addrs))
	d := &net.Dialer{KeepAlive: 30 * time.Second}
	for i, a := range addrs {
		go func(i int, a string) {
			// nearer ones get a head start
			select {
			case <-time.After(time.Duration(i) * 50 * time.Millisecond):
			case <-ctx.Done():
				results <- outcome{addr: a, err: ctx.Err()}
				return
			}
			c, err := d.DialContext(ctx, "tcp", a)
			results <- outcome{c, a, err}
		}(i, a)
	}

	var errs []error
	for range addrs {
		r := <-results
		if r.err == nil {
			return r.conn, r.addr, nil
		}
		errs = append(errs, r.err)
	}
	return nil, "", errors.Join(errs...)
}
