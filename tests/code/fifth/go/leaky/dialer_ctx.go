package rtu

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"
)

// Link is an authenticated connection to a remote terminal unit at a pumping station.
type Link struct {
	net.Conn
	Station int
}

type Connector struct {
	TLS     *tls.Config
	Addr    func(station int) string
	Barrier chan struct{} // bounds concurrent attempts, the radio network is slow
}

func (k *Connector) bringUp(station int) (*Link, error) {
	raw, err := net.DialTimeout("tcp", k.Addr(station), 20*time.Second)
	if err != nil {
		return nil, err
	}
	raw.SetDeadline(time.Now().Add(30 * time.Second))
	c := tls.Client(raw, k.TLS)
	if err := c.Handshake(); err != nil {
		raw.Close()
		return nil, fmt.Errorf("station %d: %w", station, err)
	}
	raw.SetDeadline(time.Time{})
	return &Link{Conn: c, Station: station}, nil
}

// Connect gives up when ctx ends, however far the attempt has come.
func (k *Connector) Connect(ctx context.Context, station int) (*Link, error) {
	type outcome struct {
		l   *Link
		err error
	}
	select {
	case k.Barrier <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}

	res := make(chan outcome, 1)
	go func() {
		defer func() { <-k.Barrier }()
		l, err := k.bringUp(station)
		res <- outcome{l, err}
	}()

	select {
	case o := <-res:
		return o.l, o.err
	case <-ctx.Done():
		return nil, fmt.Errorf("station %d: %w", station, ctx.Err())
	}
}

// Exchange does one request with a fresh link.
func (k *Connector) Exchange(ctx context.Context, station int, req []byte) ([]byte, error) {
	l, err := k.Connect(ctx, station)
	if err != nil {
		return nil, err
	}
	defer l.Close()
	l.SetDeadline(time.Now().Add(15 * time.Second))
	if _, err := l.Write(req); err != nil {
		return nil, err
	}
	buf := make([]byte, 512)
	n, err := l.Read(buf)
	return buf[:n], err
}
