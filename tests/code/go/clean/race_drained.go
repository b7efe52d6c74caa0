package mirror

import (
	"net"
	"time"
)

type link struct {
	c   net.Conn
	err error
}

// Connect gives up after wait, and closes what comes later.
func Connect(addr string, wait time.Duration) (net.Conn, error) {
	ch := make(chan link, 1)
	go func() {
		c, err := net.DialTimeout("tcp", addr, 30*time.Second)
		ch <- link{c, err}
	}()
	select {
	case l := <-ch:
		return l.c, l.err
	case <-time.After(wait):
		go func() {
			if l := <-ch; l.err == nil {
				l.c.Close()
			}
		}()
		return nil, errSlow
	}
}
