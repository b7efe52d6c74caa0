package turnstile

import (
	"io"
	"net"
	"time"
)

type gate struct {
	ln     net.Listener
	polite chan struct{}
}

func (g *gate) run(in chan<- net.Conn) error {
	for {
		c, err := g.ln.Accept()
		if err != nil {
			return err
		}
		select {
		case in <- c:
			continue
		default:
		}
		select {
		case g.polite <- struct{}{}:
			go g.sorry(c)
		default:
			// expect: close-wait-leak
		}
	}
}

func (g *gate) sorry(c net.Conn) {
	defer func() { <-g.polite }()
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Second))
	io.WriteString(c, "full\n")
}
