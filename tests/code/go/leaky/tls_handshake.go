package tlsd

import (
	"crypto/tls"
	"log"
	"net"
)

func serve(l net.Listener, cfg *tls.Config) {
	for {
		raw, err := l.Accept()
		if err != nil {
			return
		}
		go func(raw net.Conn) {
			c := tls.Server(raw, cfg)
			if err := c.Handshake(); err != nil {
				log.Printf("handshake: %v", err)
				return // expect: close-wait-leak
			}
			defer c.Close()
			echo(c)
		}(raw)
	}
}

func echo(c net.Conn) {
	b := make([]byte, 512)
	for {
		n, err := c.Read(b)
		if err != nil {
			return
		}
		c.Write(b[:n])
	}
}
