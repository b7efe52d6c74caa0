package relay

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"
)

// Forwarder ships syslog to the SIEM (RFC 5425, octet counted).
type Forwarder struct {
	Addr string
	TLS  *tls.Config

	conn net.Conn // only Run's goroutine touches it
	used time.Time
}

func (f *Forwarder) connect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()

	d := net.Dialer{KeepAlive: 20 * time.Second}
	raw, err := d.DialContext(ctx, "tcp", f.Addr)
	if err != nil {
		return err
	}
	tc := tls.Client(raw, f.TLS)
	if err := tc.HandshakeContext(ctx); err != nil {
		raw.Close()
		return fmt.Errorf("handshake: %w", err)
	}
	f.conn = tc
	return nil
}

func (f *Forwarder) drop() {
	if f.conn != nil {
		f.conn.Close()
		f.conn = nil
	}
}

func (f *Forwarder) ship(ctx context.Context, msg []byte) error {
	if f.conn == nil {
		if err := f.connect(ctx); err != nil {
			return err
		}
	}
	frame := append([]byte(fmt.Sprintf("%d ", len(msg))), msg...)
	f.conn.SetWriteDeadline(time.Now().Add(15 * time.Second))
	if _, err := f.conn.Write(frame); err != nil {
		f.drop()
		return err
	}
	f.used = time.Now()
	return nil
}

// Run ships until in is closed or ctx ends; a message is tried until it's away.
func (f *Forwarder) Run(ctx context.Context, in <-chan []byte) {
	defer f.drop()
	tick := time.NewTicker(10 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if time.Since(f.used) > 30*time.Second {
				f.drop() // the SIEM closes idle senders after a minute
			}
		case msg, ok := <-in:
			if !ok {
				return
			}
			for pause := time.Second; ; {
				if f.ship(ctx, msg) == nil {
					break
				}
				select {
				case <-ctx.Done():
					return
				case <-time.After(pause):
				}
				if pause < time.Minute {
					pause *= 2
				}
			}
		}
	}
}
