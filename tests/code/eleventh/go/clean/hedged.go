package hedged

import (
	"context"
	"errors"
	"net"
	"time"
)

// Dial tries the primary, after 300 ms the standby as well, and hands out
// whichever is there first. The other one is closed as soon as it turns up.
func Dial(ctx context.Context, addrs ...string) (net.Conn, error) {
	if len(addrs) == 0 {
		return nil, errors.New("hedged: no address")
	}
	ctx, cancel := context.WithTimeout(ctx, 6*time.Second)
	defer cancel()

	type result struct {
		c   net.Conn
		err error
	}
	ch := make(chan result, len(addrs))
	d := net.Dialer{KeepAlive: 20 * time.Second}
	start := func(a string) {
		c, err := d.DialContext(ctx, "tcp", a)
		ch <- result{c, err}
	}

	pending, next := 0, 0
	launch := func() {
		if next < len(addrs) {
			go start(addrs[next])
			next++
			pending++
		}
	}
	reap := func(n int) {
		for ; n > 0; n-- {
			if r := <-ch; r.c != nil {
				r.c.Close()
			}
		}
	}

	launch()
	hedge := time.NewTicker(300 * time.Millisecond)
	defer hedge.Stop()
	var last error
	for pending > 0 {
		select {
		case r := <-ch:
			pending--
			if r.err == nil {
				go reap(pending)
				return r.c, nil
			}
			last = r.err
			launch()
		case <-hedge.C:
			launch()
		}
	}
	return nil, last
}
