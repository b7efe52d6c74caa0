package happy

import (
	"context"
	"errors"
	"net"
	"time"
)

type result struct {
	conn net.Conn
	err  error
}

func DialFirst(ctx context.Context, addrs []string) (net.Conn, error) {
	ch := make(chan result, len(addrs))
	d := &net.Dialer{Timeout: 4 * time.Second}
	for _, a := range addrs {
		go func(a string) {
			c, err := d.Dial("tcp", a)
			ch <- result{c, err}
		}(a)
	}
	var errs []error
	for range addrs {
		select {
		case r := <-ch:
			if r.err == nil {
				return r.conn, nil
			}
			errs = append(errs, r.err)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return nil, errors.Join(errs...)
}
