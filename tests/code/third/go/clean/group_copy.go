package tunnel

import (
	"context"
	"io"
	"net"

	"golang.org/x/sync/errgroup"
)

type halfCloser interface {
	net.Conn
	CloseWrite() error
}

// Join relays until both directions have ended, then closes the two.
func Join(ctx context.Context, a, b halfCloser) error {
	g, ctx := errgroup.WithContext(ctx)
	stop := context.AfterFunc(ctx, func() {
		a.Close()
		b.Close()
	})
	defer stop()

	pipe := func(dst, src halfCloser) func() error {
		return func() error {
			if _, err := io.Copy(dst, src); err != nil {
				return err
			}
			return dst.CloseWrite()
		}
	}
	g.Go(pipe(a, b))
	g.Go(pipe(b, a))
	err := g.Wait()
	a.Close()
	b.Close()
	return err
}
