package proxy

import (
	"context"
	"io"
	"net"

	"golang.org/x/sync/errgroup"
)

func relay(ctx context.Context, client net.Conn, addr string) error {
	defer client.Close()
	up, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer up.Close()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { _, err := io.Copy(up, client); return err })
	g.Go(func() error { _, err := io.Copy(client, up); return err })
	go func() {
		<-ctx.Done()
		up.Close()
	}()
	return g.Wait()
}
