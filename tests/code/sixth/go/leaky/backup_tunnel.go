package tunnel

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"sync/atomic"
	"time"
)

type Stats struct{ Up, Down, Open atomic.Int64 }

type Tunnel struct {
	Target string
	TLS    *tls.Config
	Stats  Stats
}

func (t *Tunnel) handle(local net.Conn) {
	d := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}
	remote, err := tls.DialWithDialer(d, "tcp", t.Target, t.TLS)
	if err != nil {
		log.Printf("tunnel to %s: %v", t.Target, err)
		local.Close()
		return
	}
	t.Stats.Open.Add(1)
	go func() {
		n, _ := io.Copy(local, remote)
		t.Stats.Down.Add(n)
		remote.Close()
	}()
	go func() {
		n, err := io.Copy(remote, local)
		t.Stats.Up.Add(n)
		if err != nil {
			log.Printf("upload: %v", err)
		}
		remote.CloseWrite()
		t.Stats.Open.Add(-1)
	}()
}

func (t *Tunnel) Listen(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	defer l.Close()
	for {
		c, err := l.Accept()
		if err != nil {
			if ne, ok := err.(net.Error); ok && ne.Timeout() {
				continue
			}
			return err
		}
		go t.handle(c)
	}
}
