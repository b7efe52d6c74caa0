package forward

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"time"
)

// Forwarder ships records to the SIEM by RFC 5425 framing.
type Forwarder struct {
	Addr string
	TLS  *tls.Config
	In   <-chan []byte
}

func (f *Forwarder) dial(ctx context.Context) (*tls.Conn, error) {
	d := net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	raw, err := d.DialContext(ctx, "tcp", f.Addr)
	if err != nil {
		return nil, err
	}
	tc := tls.Client(raw, f.TLS)
	hctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := tc.HandshakeContext(hctx); err != nil {
		raw.Close()
		return nil, fmt.Errorf("handshake with %s: %w", f.Addr, err)
	}
	return tc, nil
}

func (f *Forwarder) Run(ctx context.Context) {
	var pending []byte
	for ctx.Err() == nil {
		c, err := f.dial(ctx)
		if err != nil {
			log.Print("siem: ", err)
			select {
			case <-time.After(5 * time.Second):
			case <-ctx.Done():
			}
			continue
		}
		pending, err = f.ship(ctx, c, pending)
		c.Close()
		if err != nil {
			log.Print("siem: ", err)
		}
	}
}

func (f *Forwarder) ship(ctx context.Context, c *tls.Conn, rec []byte) ([]byte, error) {
	gone := make(chan error, 1)
	go func() { // the SIEM never sends, so this returns when it hangs up or we close
		_, err := c.Read(make([]byte, 1))
		if err == nil {
			err = errors.New("unexpected data")
		}
		gone <- err
	}()
	for {
		if rec == nil {
			select {
			case rec = <-f.In:
			case err := <-gone:
				return nil, fmt.Errorf("connection ended: %w", err)
			case <-ctx.Done():
				return nil, nil
			}
		}
		frame := append([]byte(fmt.Sprintf("%d ", len(rec))), rec...)
		c.SetWriteDeadline(time.Now().Add(15 * time.Second))
		if _, err := c.Write(frame); err != nil {
			return rec, err
		}
		rec = nil
	}
}
