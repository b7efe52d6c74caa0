package happy

import (
	"context"
	"errors"
	"net"
	"time"
)

type result struct {
	c   net.Conn
	err error
}

// Dial races all the addresses and gives the first that answers.
func Dial(ctx context.Context, addrs []string) (net.Conn, error) {
	if len(addrs) == 0 {
		return nil, errors.New("happy: no addresses")
	}
	ch := make(chan result, len(addrs))
	d := net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}
	for _, a := range addrs {
		go func(a string) {
			c, err := d.DialContext(ctx, "tcp", a)
			ch <- result{c, err}
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
