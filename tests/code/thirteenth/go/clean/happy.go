package edge

import (
	"context"
	"errors"
	"net"
	"time"
)

type attempt struct {
	c   net.Conn
	err error
}

// DialFirst tries the edge nodes with a small stagger; the first that answers wins,
// the others are hung up.
func DialFirst(parent context.Context, nodes []string) (net.Conn, error) {
	if len(nodes) == 0 {
		return nil, errors.New("edge: no nodes")
	}
	ctx, cancel := context.WithTimeout(parent, 4*time.Second)
	defer cancel()

	ch := make(chan attempt)
	for i, n := range nodes {
		go func(delay time.Duration, addr string) {
			t := time.NewTimer(delay)
			defer t.Stop()
			select {
			case <-t.C:
			case <-ctx.Done():
				ch <- attempt{nil, ctx.Err()}
				return
			}
			var d net.Dialer
			c, err := d.DialContext(ctx, "tcp", addr)
			ch <- attempt{c, err}
		}(time.Duration(i)*150*time.Millisecond, n)
	}

	var firstErr error
	for got := 1; got <= len(nodes); got++ {
		a := <-ch
		if a.err == nil {
			go func(rest int) {
				for ; rest > 0; rest-- {
					if late := <-ch; late.c != nil {
						late.c.Close()
					}
				}
			}(len(nodes) - got)
			return a.c, nil
		}
		if firstErr == nil {
			firstErr = a.err
		}
	}
	return nil, firstErr
}
