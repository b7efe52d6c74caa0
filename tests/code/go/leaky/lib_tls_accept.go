package edge

import (
	"crypto/tls"
	"errors"
	"net"
	"time"
)

func Accept(raw net.Listener, cfg *tls.Config, out chan<- *tls.Conn) error {
	for {
		c, err := raw.Accept()
		if err != nil {
			return err
		}
		go func(c net.Conn) {
			t := tls.Server(c, cfg)
			t.SetDeadline(time.Now().Add(5 * time.Second))
			if err := t.Handshake(); err != nil {
				if errors.Is(err, net.ErrClosed) {
					return
				}
				c.Close()
				return
			}
			if len(t.ConnectionState().PeerCertificates) == 0 {
				return // expect: close-wait-leak
			}
			out <- t
		}(c)
	}
}
