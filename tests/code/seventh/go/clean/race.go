package nearest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

type result struct {
	c   net.Conn
	err error
}

// Dial connects to all mirrors a little apart and keeps the first that answers.
func Dial(ctx context.Context, mirrors []string) (net.Conn, error) {
	if len(mirrors) == 0 {
		return nil, errors.New("nearest: no mirrors")
	}
	ctx, cancel := context.WithTimeout(ctx, 8*time.Second)
	defer cancel()

	results := make(chan result, len(mirrors))
	for i, m := range mirrors {
		go func() {
			select {
			case <-time.After(time.Duration(i) * 250 * time.Millisecond):
			case <-ctx.Done():
				results <- result{nil, ctx.Err()}
				return
			}
			var d net.Dialer
			c, err := d.DialContext(ctx, "tcp", m)
			if err != nil {
				err = fmt.Errorf("%s: %w", m, err)
			}
			results <- result{c, err}
		}()
	}

	var errs []error
	for n := len(mirrors); n > 0; n-- {
		r := <-results
		if r.err != nil {
			errs = append(errs, r.err)
			continue
		}
		go losers(results, n-1)
		return r.c, nil
	}
	return nil, errors.Join(errs...)
}

func losers(results <-chan result, n int) {
	for ; n > 0; n-- {
		if r := <-results; r.c != nil {
			r.c.Close()
		}
	}
}

// Download asks the nearest mirror for a key and hands the bytes to fn as they come.
func Download(ctx context.Context, mirrors []string, key string, fn func([]byte) error) error {
	c, err := Dial(ctx, mirrors)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := fmt.Fprintf(c, "FETCH %s\n", key); err != nil {
		return err
	}
	if tc, ok := c.(*net.TCPConn); ok {
		if err := tc.CloseWrite(); err != nil {
			return err
		}
	}
	buf := make([]byte, 64<<10)
	for {
		c.SetReadDeadline(time.Now().Add(15 * time.Second))
		n, err := c.Read(buf)
		if n > 0 {
			if ferr := fn(buf[:n]); ferr != nil {
				return ferr
			}
		}
		var ne net.Error
		switch {
		case err == nil:
		case errors.As(err, &ne) && ne.Timeout():
			return fmt.Errorf("%s: stalled", c.RemoteAddr())
		case err == io.EOF:
			return nil
		default:
			return err
		}
	}
}
