package proxy

import (
	"context"
	"io"
	"net"

	"golang.org/x/sync/errgroup"
)

func relay(ctx context.Context, client net.Conn, addr string) error {
	up, err := net.Dial("tcp", addr)
	if err != nil {
		client.Close()
		return err
	}
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error {
		_, err := io.Copy(up, client)
		return err
	})
	g.Go(func() error {
		_, err := io.Copy(client, up)
		return err
	})
	err = g.Wait()
	client.Close()
	return err // expect: close-wait-leak
}
