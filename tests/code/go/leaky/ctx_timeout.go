package rpc

import (
	"context"
	"net"
)

type answer struct {
	b   []byte
	err error
}

func call(ctx context.Context, addr string, req []byte) ([]byte, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	done := make(chan answer, 1)
	go func() {
		c.Write(req)
		b := make([]byte, 4096)
		n, err := c.Read(b)
		done <- answer{b[:n], err}
	}()
	select {
	case a := <-done:
		c.Close()
		return a.b, a.err
	case <-ctx.Done():
		return nil, ctx.Err() // expect: close-wait-leak
	}
}
