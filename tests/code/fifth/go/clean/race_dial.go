package mesh

import (
	"context"
	"errors"
	"net"
	"time"
)

// DialFastest tries all known addresses of a node with 150 ms between the starts and
// gives back the first connection. The others are hung up.
func DialFastest(ctx context.Context, addrs []string) (net.Conn, error) {
	if len(addrs) == 0 {
		return nil, errors.New("mesh: node has no address")
	}
	ctx, cancel := context.WithTimeout(ctx, 8*time.Second)
	defer cancel()

	type try struct {
		c   net.Conn
		err error
	}
	results := make(chan try)
	var d net.Dialer
	for i, a := range addrs {
		go func(delay time.Duration, addr string) {
			t := time.NewTimer(delay)
			defer t.Stop()
			select {
			case <-t.C:
			case <-ctx.Done():
				results <- try{nil, ctx.Err()}
				return
			}
			c, err := d.DialContext(ctx, "tcp", addr)
			results <- try{c, err}
		}(time.Duration(i)*150*time.Millisecond, a)
	}

	var errs []error
	for n := range addrs {
		r := <-results
		if r.err != nil {
			errs = append(errs, r.err)
			continue
		}
		left := len(addrs) - n - 1
		go func() {
			for ; left > 0; left-- {
				if late := <-results; late.c != nil {
					late.c.Close()
				}
			}
		}()
		return r.c, nil
	}
	return nil, errors.Join(errs...)
}

// Ping measures one round trip on a connection of its own.
func Ping(ctx context.Context, addrs []string) (time.Duration, error) {
	c, err := DialFastest(ctx, addrs)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(2 * time.Second)); err != nil {
		return 0, err
	}
	t0 := time.Now()
	if _, err := c.Write([]byte{0x01}); err != nil {
		return 0, err
	}
	var b [1]byte
	_, err = c.Read(b[:])
	return time.Since(t0), err
}
