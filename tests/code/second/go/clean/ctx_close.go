package feed

import (
	"bufio"
	"context"
	"net"
)

// Follow delivers lines until the peer ends or ctx does.
func Follow(ctx context.Context, addr string, lines chan<- string) error {
	c, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer func() {
		if stop() {
			c.Close()
		}
	}()
	sc := bufio.NewScanner(c)
	for sc.Scan() {
		select {
		case lines <- sc.Text():
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return sc.Err()
}
