package gate

import (
	"bufio"
	"log"
	"net"
	"time"
)

type Gate struct {
	ln   net.Listener
	quit chan struct{}
}

func (g *Gate) Run() {
	for {
		conn, err := g.ln.Accept()
		select {
		case <-g.quit:
			if err == nil {
				conn.Close()
			}
			return
		default:
		}
		if err != nil {
			log.Printf("accept: %v", err)
			continue
		}
		go g.session(conn)
	}
}

func (g *Gate) Stop() {
	close(g.quit)
	g.ln.Close()
}

func (g *Gate) session(c net.Conn) {
	defer c.Close()
	c.SetReadDeadline(time.Now().Add(time.Minute))
	r := bufio.NewReader(c)
	for {
		b, err := r.ReadBytes('\n')
		if err != nil {
			return
		}
		if _, err := c.Write(b); err != nil {
			return
		}
		c.SetReadDeadline(time.Now().Add(time.Minute))
	}
}
