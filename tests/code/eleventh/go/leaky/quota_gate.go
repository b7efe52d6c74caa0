package quota

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"time"
)

type Limits interface {
	Take(tenant string, n int) (left int, ok bool)
}

type Gate struct {
	Limits Limits
}

func (g *Gate) Serve(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			if ne, ok := err.(net.Error); ok && ne.Temporary() {
				time.Sleep(50 * time.Millisecond)
				continue
			}
			return err
		}
		go g.one(c.(*net.TCPConn))
	}
}

// one question per connection: "tenant n\n" -> "left\n" or "NO\n"
func (g *Gate) one(c *net.TCPConn) {
	defer c.Close()
	// keeps netstat tidy on the gateway
	if err := c.SetLinger(0); err != nil {
		log.Printf("quota: %v", err)
	}
	c.SetDeadline(time.Now().Add(3 * time.Second))

	line, err := bufio.NewReader(io.LimitReader(c, 256)).ReadString('\n')
	if err != nil {
		log.Printf("quota: %v: %v", c.RemoteAddr(), err)
		return
	}
	var tenant string
	var n int
	if _, err := fmt.Sscanf(strings.TrimSpace(line), "%s %d", &tenant, &n); err != nil {
		fmt.Fprintln(c, "NO")
		return
	}
	left, ok := g.Limits.Take(tenant, n)
	if !ok {
		fmt.Fprintln(c, "NO")
		return
	}
	fmt.Fprintln(c, left)
}
